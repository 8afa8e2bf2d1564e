# The site in a container; docs/deployment.md says which variables to give it.
FROM denoland/deno:2.9.6
WORKDIR /site
RUN mkdir /data && chown deno:deno /site /data
USER deno
COPY --chown=deno:deno . .
RUN deno task build
RUN deno cache site/start.ts _fresh/server.js routes/ && deno cache npm:redis
ENV HOST=0.0.0.0
ENV DATA_FOLDER=/data
EXPOSE 8000
CMD ["deno", "run", "--cached-only", "--no-prompt", "--allow-net", "--allow-read=/site,/data", "--allow-write=/data", "--allow-env", "site/start.ts"]
