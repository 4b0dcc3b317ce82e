#!/usr/bin/env python3
"""Draws kxoverd-dashboard.json as an SVG picture, with what a Prometheus server has.

    picture.py http://127.0.0.1:9090 START END >dashboard.svg

START and END are Unix times. Each panel of the file is asked and drawn, where it stands and with its
own expressions: no other tool is needed to see what the dashboard shows.
"""
import json
import math
import os
import sys
import urllib.parse
import urllib.request
from xml.sax.saxutils import escape

WIDTH, ROW, MARGIN = 1200, 30, 6
COLORS = ["#1f78c1", "#e0752d", "#629e51", "#ba43a9", "#e5ac0e", "#705da0", "#bf1b00", "#0a437c",
          "#6d6d6d", "#2f9599", "#99440a", "#447ebc"]
POINTS = 240


def ask(server, path, **arguments):
    url = server + path + "?" + urllib.parse.urlencode(arguments)
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)["data"]["result"]


def expression(target):
    return target["expr"].replace("$__rate_interval", "30s").replace("$realm", ".*")


def legend(target, labels):
    text = target.get("legendFormat", "")
    for name, value in labels.items():
        text = text.replace("{{%s}}" % name, value)
    return text


def number(value, unit):
    if unit == "s":
        return "%.3g ms" % (value * 1000) if value < 1 else "%.3g s" % value
    return "%.3g" % value + ("/s" if unit == "reqps" else "")


def text(x, y, words, size=11, fill="#24292e", anchor="start", weight="normal"):
    return ('<text x="%.1f" y="%.1f" font-size="%d" fill="%s" text-anchor="%s" font-weight="%s">%s'
            '</text>' % (x, y, size, fill, anchor, weight, escape(words)))


def stat(panel, server, end, x, y, w, h):
    defaults = panel["fieldConfig"]["defaults"]
    result = ask(server, "/api/v1/query", query=expression(panel["targets"][0]), time=end)
    words = "no data"
    if result:
        value = float(result[0]["value"][1])
        mapped = {k: v["text"] for m in defaults.get("mappings", []) for k, v in m["options"].items()}
        words = mapped.get("%g" % value, "%.0f" % value)
    return [text(x + w / 2, y + h * 0.68, words, 34 if w > 140 else 22, "#1f78c1", "middle", "bold")]


def series(panel, server, start, end):
    found = []
    for target in panel["targets"]:
        for one in ask(server, "/api/v1/query_range", query=expression(target), start=start, end=end,
                       step=max(1, (end - start) / POINTS)):
            points = [(float(t), float(v)) for t, v in one["values"] if not math.isnan(float(v))]
            if points:
                found.append((legend(target, one["metric"]), points))
    return found


def timeseries(panel, server, start, end, x, y, w, h):
    unit = panel["fieldConfig"]["defaults"]["unit"]
    found = series(panel, server, start, end)
    top = max([v for _, points in found for _, v in points] + [1e-9])
    left, bottom, width, height = x + 62, y + h - 42, w - 76, h - 74
    out = []
    for i in range(5):
        at = bottom - height * i / 4
        out.append('<path d="M%.1f %.1fh%.1f" stroke="#e1e4e8" fill="none"/>' % (left, at, width))
        out.append(text(left - 6, at + 4, number(top * i / 4, unit), 10, "#586069", "end"))
    for i in range(5):
        seconds = (end - start) * i / 4
        out.append(text(left + width * i / 4, bottom + 14, "%d:%02d" % (seconds / 60, seconds % 60), 10,
                        "#586069", "middle"))
    place = left - 40
    for i, (name, points) in enumerate(found):
        color = COLORS[i % len(COLORS)]
        path, before = "", None
        for t, v in points:
            step = "L" if before is not None and t - before < 2.5 * (end - start) / POINTS + 1 else "M"
            path += "%s%.1f %.1f" % (step, left + width * (t - start) / (end - start),
                                     bottom - height * v / top)
            before = t
        out.append('<path d="%s" stroke="%s" stroke-width="1.5" fill="none"/>' % (path, color))
        if place + 6.0 * len(name) > x + w - 10:
            continue
        out.append('<path d="M%.1f %.1fh12" stroke="%s" stroke-width="3"/>' % (place, y + h - 12, color))
        out.append(text(place + 16, y + h - 8, name, 10))
        place += 28 + 5.9 * len(name)
    if not found:
        out.append(text(x + w / 2, y + h / 2, "no data", 12, "#586069", "middle"))
    return out


def main():
    server, start, end = sys.argv[1].rstrip("/"), float(sys.argv[2]), float(sys.argv[3])
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "kxoverd-dashboard.json"), encoding="utf-8") as file:
        dashboard = json.load(file)
    rows = max(p["gridPos"]["y"] + p["gridPos"]["h"] for p in dashboard["panels"])
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="DejaVu Sans, '
           'sans-serif">' % (WIDTH, rows * ROW), '<rect width="100%" height="100%" fill="#f0f2f5"/>']
    for panel in dashboard["panels"]:
        grid = panel["gridPos"]
        x, y = grid["x"] * WIDTH / 24 + MARGIN, grid["y"] * ROW + MARGIN
        w, h = grid["w"] * WIDTH / 24 - 2 * MARGIN, grid["h"] * ROW - 2 * MARGIN
        out.append('<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="white" stroke="#d1d5da" '
                   'rx="3"/>' % (x, y, w, h))
        out.append(text(x + 10, y + 18, panel["title"], 12, weight="bold"))
        if panel["type"] == "stat":
            out += stat(panel, server, end, x, y, w, h)
        else:
            out += timeseries(panel, server, start, end, x, y, w, h)
    out.append("</svg>")
    print("\n".join(out))


if __name__ == "__main__":
    main()
