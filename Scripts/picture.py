#!/usr/bin/env python3
"""Draws docs/live-view.svg: what `podium run jobs/quickstart.yaml` shows in a terminal.

    python3 Scripts/picture.py [PROGRAM]        # .build/release/podium unless another one is named

Runs the search in a terminal of 100 columns until 30 of its 50 trials are done and two more run, interrupts it,
and writes the last picture that it drew, as text. Needs Python's standard library and MNIST.
"""

import fcntl
import html
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios

COLUMNS, ROWS, TRIALS = 100, 30, 30
WIDTH, HEIGHT, MARGIN = 7.8, 18, 16
COLOURS = {"0": "#c9d1d9", "1": "#ffffff", "2": "#8b949e", "32": "#56d364", "36": "#39c5cf", "31": "#ff7b72", "33": "#e3b341"}
# What the bars are made of: character, share of the cell, and half of the thickness.
BARS = {"━": (1, 2), "╸": (0.5, 2), "─": (1, 0.5)}


def record(program: str) -> list[str]:
    """The lines that the program showed when enough trials were done."""
    repository = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with tempfile.TemporaryDirectory() as results:
        process, terminal = pty.fork()
        if process == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
            os.environ.pop("NO_COLOR", None)
            job = os.path.join(repository, "jobs/quickstart.yaml")
            os.execv(program, [program, "run", job, "--results", results])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        written = b""
        while f" {TRIALS}/50 trials".encode() not in written:
            if select.select([terminal], [], [], 600)[0]:
                written += os.read(terminal, 1 << 16)
        # A picture in which two trials have ended an epoch.
        while sum(" 1/3 " in line or " 2/3 " in line for line in last_picture(written)) < 2:
            written += os.read(terminal, 1 << 16)
        shown = len(written)
        os.kill(process, signal.SIGINT)
        try:
            while os.read(terminal, 1 << 16):
                pass
        except OSError:
            pass  # The terminal is gone with the program.
        os.waitpid(process, 0)
    return last_picture(written[:shown])


def last_picture(written: bytes) -> list[str]:
    """The lines of the last whole picture: it begins by going up and ends by clearing what is below."""
    picture = written.decode(errors="replace").split("\x1b[J")[-2]
    picture = re.sub(r"^.*\x1b\[\d+F", "", picture, flags=re.DOTALL)
    return [line.replace("\x1b[K", "") for line in picture.split("\r\n")][:-1]


def solid(words: str) -> str:
    """The text with spaces that no browser collapses; not all of them follow xml:space."""
    return html.escape(words).replace(" ", "\u00a0")


def drawn(line: str, row: int) -> list[str]:
    """A line's words and bars as SVG elements."""
    elements, column, style = [], 0, "0"
    baseline = MARGIN + row * HEIGHT + 13
    for code, text in re.findall(r"\x1b\[([\d;]*)m|([^\x1b]+)", line):
        if not text:
            style = code or "0"
            continue
        for run in re.findall(r"[━╸]+|─+|[^━╸─]+", text):
            x = MARGIN + column * WIDTH
            colour = COLOURS[style]
            if run[0] in BARS:
                half = BARS[run[0]][1]
                length = sum(BARS[character][0] for character in run) * WIDTH
                elements.append(
                    f'<rect x="{x:.1f}" y="{baseline - 4 - half:.1f}" width="{length:.1f}" height="{2 * half}" fill="{colour}"/>')
            elif run.strip():
                blank = len(run) - len(run.lstrip())
                words = run.strip()
                weight = ' font-weight="bold"' if style == "1" else ""
                # The length keeps columns in line whatever font the reader has.
                elements.append(
                    f'<text x="{x + blank * WIDTH:.1f}" y="{baseline}" textLength="{len(words) * WIDTH:.1f}" '
                    f'lengthAdjust="spacingAndGlyphs" fill="{colour}"{weight}>{solid(words)}</text>')
            column += len(run)
    return elements


def main() -> None:
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/release/podium")
    lines = record(program)
    width, height = 2 * MARGIN + COLUMNS * WIDTH, 2 * MARGIN + len(lines) * HEIGHT
    elements = [element for row, line in enumerate(lines) for element in drawn(line, row)]
    plain = " ".join(re.sub(r"\x1b\[[\d;]*m", "", line).strip() for line in lines[:2])
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../docs/live-view.svg")
    with open(target, "w", encoding="utf-8") as file:
        file.write(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}" '
            'font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="13">\n'
            f"<title>podium run in a terminal: {html.escape(re.sub('[━╸─ ]+', ' ', plain))}</title>\n"
            f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n' + "\n".join(elements) + "\n</svg>\n")
    print(f"{os.path.relpath(target)}: {os.path.getsize(target)} bytes")


if __name__ == "__main__":
    main()
