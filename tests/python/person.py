"""Stands in for a browser: a person of the sandbox allows what the address asks for, and is sent
back to the program that waits for them. Python's `webbrowser` starts it by the variable BROWSER."""

import os
import sys
import urllib.request

from sandbox import door

username = os.environ.get("SANDBOX_PERSON", "ada@fjord.example")
answer = door("POST approve", {"url": sys.argv[1], "username": username})
if answer["redirect"]:
    urllib.request.urlopen(answer["redirect"]).read()
