"""Runs commands of globus-cli in forks of this process, which has loaded it already."""

import json
import os
import re
import sys

import globus_cli
from sandbox import approve


def _child(arguments, stdin, output):
    os.dup2(stdin, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["globus", *arguments]
    sys.stdin, sys.stdout, sys.stderr = (
        open(0, closefd=False),
        open(1, "w", closefd=False, buffering=1),
        open(2, "w", closefd=False, buffering=1),
    )
    code = 1
    try:
        globus_cli.main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _start(arguments):
    """The process, a pipe to its standard input, and a pipe from its output."""
    reading, answers = os.pipe()
    printed, output = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(answers)
        os.close(printed)
        _child([str(one) for one in arguments], reading, output)
    os.close(reading)
    os.close(output)
    return pid, answers, printed


def _read(pipe, until=None):
    text = b""
    while until is None or not text.rstrip().endswith(until):
        more = os.read(pipe, 65536)
        if not more:
            break
        text += more
    return text.decode()


def run(*arguments, code=0, answer=None):
    """What a command prints. Fails where it ends with another exit code."""
    pid, answers, printed = _start(arguments)
    if answer is not None:
        os.write(answers, answer.encode())
    os.close(answers)
    text = _read(printed)
    os.close(printed)
    ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    command = " ".join(str(one) for one in arguments)
    assert ended == code, f"globus {command}: {ended} instead of {code}\n{text}"
    return text


def document(*arguments):
    """What a command prints with `-F json`."""
    return json.loads(run(*arguments, "-F", "json"))


def login(*arguments, username="ada@fjord.example"):
    """Logs in by a link that a person opens, and a code that they paste."""
    pid, answers, printed = _start([*arguments])
    text = _read(printed, until=b"Code here:")
    url = re.search(r"http\S+/authorize\?\S+", text)
    assert url, text
    os.write(answers, f"{approve(url.group(), username)}\n".encode())
    os.close(answers)
    text += _read(printed)
    ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert ended == 0, text
    return text

