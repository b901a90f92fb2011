#!/usr/bin/env python3
"""Draws docs/rungs.svg: a cohort of nine trials with the asha scheduler, 50 epochs.

Usage: python3 Scripts/rungs_picture.py
"""
import math
import os

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT = 70, 650
LAST = 50
# The last epoch of each trial.
ENDS = [2, 50, 2, 6, 2, 2, 6, 2, 2]
STOPS = [
    (2, "stop 2", "9 reached, 3 kept"),
    (6, "stop 6", "3 reached, 1 kept"),
    (17, "stop 17", "1 reached, 1 kept"),
    (LAST, "epoch 50", "1 complete"),
]
# The colours of Okabe and Ito, as in all figures.
PRUNED, COMPLETE, MARK, MUTED = "#0072b2", "#d55e00", "#009e73", "#b4b8bd"


def place(epoch):
    return round(LEFT + (RIGHT - LEFT) * math.log(epoch) / math.log(LAST))


def triangle(x, y):
    return f'<path d="M{x} {y - 7}l7 12h-14z" fill="#fff" stroke="{MARK}" stroke-width="1.6"/>'


def main():
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="13">',
        "<title>A cohort of nine trials with asha: three continue at epoch 2, one at epoch 6"
        "</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for epoch, name, text in STOPS:
        x = place(epoch)
        out += [
            f'<line x1="{x}" y1="38" x2="{x}" y2="246" stroke="{MUTED}" '
            'stroke-dasharray="3 3"/>',
            f'<text x="{x}" y="264" text-anchor="middle">{name}</text>',
            f'<text x="{x}" y="284" text-anchor="middle" font-size="11.5">{text}</text>',
        ]
    for trial, end in enumerate(ENDS):
        y = 52 + 23 * trial
        colour, width = (COMPLETE, 4) if end == LAST else (PRUNED, 3)
        out += [
            f'<text x="58" y="{y + 4}" text-anchor="end">{trial}</text>',
            f'<line x1="{place(1)}" y1="{y}" x2="{place(end)}" y2="{y}" stroke="{colour}" '
            f'stroke-width="{width}"/>',
            f'<circle cx="{place(end)}" cy="{y}" r="6" fill="{colour}"/>'
            if end == LAST
            else triangle(place(end), y),
        ]
    out += [
        '<text x="58" y="26" text-anchor="end">trial</text>',
        triangle(490, 23),
        '<text x="504" y="27">pruned</text>',
        f'<circle cx="580" cy="22" r="6" fill="{COMPLETE}"/>',
        '<text x="592" y="27">complete</text>',
        "</svg>",
    ]
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../docs/rungs.svg")
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
