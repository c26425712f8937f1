"""Runs the examples of docs/import.md whose packages are installed, and the commands below them.

Usage: python tests/import/run.py path/to/egret
Exit code 1 if an example fails. What is skipped is said in capitals; nothing is downloaded.
"""

import importlib.util
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "import.md"
BLOCK = re.compile(r"(?:<!-- (\w+): (.*?) -->\n)?```(\w+)\n(.*?)```", re.DOTALL)


def sections(text):
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        blocks = BLOCK.findall(body)
        if any(word == "needs" for word, *_ in blocks):
            yield title, blocks


def run(title, blocks, egret):
    needs = next(value.split() for word, value, *_ in blocks if word == "needs")
    missing = [package for package in needs if importlib.util.find_spec(package) is None]
    if missing:
        print(f"{title}: SKIPPED, NOT INSTALLED: {', '.join(missing)}")
        return "skipped"
    with tempfile.TemporaryDirectory() as folder:
        for word, value, language, code in blocks:
            if word == "file":
                (pathlib.Path(folder) / value).write_text(code)
                continue
            if language == "python":
                commands = [[sys.executable, "-W", "ignore", "-c", code]]
            else:
                commands = [[egret, *shlex.split(line)[1:]] for line in code.splitlines()]
            for command in commands:
                done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
                if done.returncode != 0:
                    print(f"{title}: FAILED: {' '.join(command)}\n{done.stdout}{done.stderr}")
                    return "failed"
    print(f"{title}: passed")
    return "passed"


def main():
    egret = str(pathlib.Path(sys.argv[1]).resolve())
    results = [run(title, blocks, egret) for title, blocks in sections(PAGE.read_text())]
    print(", ".join(f"{results.count(result)} {result}" for result in ("passed", "failed", "skipped")))
    return 1 if "failed" in results else 0


if __name__ == "__main__":
    sys.exit(main())
