"""Figures of the code's shape: `make figures`. Each with its bound; ends with 1 where one is exceeded.

A room is a folder of `readiness/`; an arrow is one room that imports another. Properties and Qt's own names (overrides
in camelCase) do not count among the function names of one word, nor do names with two underscores.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "readiness"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Figure:
    """What was counted, what it may be at most (None: nobody has set a bound), and where the worst is."""

    what: str
    value: float
    most: float | None
    where: str = ""


def main() -> int:
    """Print every figure."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
    figures = [*_of_folders(trees), *_of_arrows(trees), *_of_names(trees), *_of_lengths(trees), *_of_imports(trees)]
    for each in figures:
        over = each.most is not None and each.value > each.most
        bound = "" if each.most is None else f"at most {each.most:g}"
        print(f"{'!' if over else ' '} {each.what:52} {each.value:8.4g}  {bound:13} {each.where}".rstrip())
    return int(any(each.most is not None and each.value > each.most for each in figures))


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _of_folders(trees: dict[Path, ast.Module]) -> Iterator[Figure]:
    top = {path.relative_to(PACKAGE).parts[0] for path in trees} - {"__init__.py"}
    yield Figure("entries at the top", len(top), 11)
    fullest, files = Counter(path.parent for path in trees).most_common(1)[0]
    yield Figure("files in the fullest folder", files, 16, _name(fullest))


def _room(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


def _of_arrows(trees: dict[Path, ast.Module]) -> Iterator[Figure]:
    arrows: set[tuple[str, str]] = set()
    for path, tree in trees.items():
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("readiness."):
                arrows.add((own, _room(node.module or "")))
    arrows = {(one, other) for one, other in arrows if one != other}
    yield Figure("arrows between rooms", len(arrows), 45)
    both = sorted(pair for pair in arrows if pair[::-1] in arrows)
    yield Figure("pairs of rooms that import each other", len(both) / 2, 0, ", ".join("-".join(pair) for pair in both))


def _of_names(trees: dict[Path, ast.Module]) -> Iterator[Figure]:
    functions, one_word, classes = 0, 0, Counter[str]()
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                classes[node.name] += 1
            elif isinstance(node, FUNCTIONS) and not _is_given(node):
                functions += 1
                one_word += "_" not in node.name.strip("_")
    yield Figure("function names of one word, percent", 100 * one_word / functions, 50)
    twice = sorted(name for name, times in classes.items() if times > 1)
    yield Figure("class names that exist twice", len(twice), 0, " ".join(twice))


def _is_given(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Is the name not ours to choose, or no verb by right?"""
    decorators = {ast.unparse(each) for each in node.decorator_list}
    camel = node.name != node.name.lower()
    return camel or node.name.startswith("__") or any("property" in each or "setter" in each for each in decorators)


def _of_lengths(trees: dict[Path, ast.Module]) -> Iterator[Figure]:
    longest = max(trees, key=_lines)
    yield Figure("lines of the longest file", _lines(longest), 300, _name(longest))
    yield Figure("files of more than 300 lines", sum(_lines(path) > 300 for path in trees), 0)
    functions = [
        ((node.end_lineno or 0) - node.lineno + 1, f"{_name(path)}:{node.name}")
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
    ]
    lines, where = max(functions)
    yield Figure("lines of the longest function", lines, 45, where)
    yield Figure("functions of more than 45 lines", sum(each > 45 for each, _ in functions), 0)


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _of_imports(trees: dict[Path, ast.Module]) -> Iterator[Figure]:
    inside, unexplained = Counter[str](), 0
    for path, tree in trees.items():
        functions = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
        imports = {
            each for node in functions for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)
        }
        inside[_name(path)] = len(imports)
        lines = path.read_text(encoding="utf-8").splitlines()
        unexplained += sum(re.search(r"# noqa: PLC0415  \d+ ms", lines[each.lineno - 1]) is None for each in imports)
    fullest, _ = inside.most_common(1)[0]
    yield Figure("imports inside functions", inside.total(), 60, f"most in {fullest}")
    yield Figure("of these, without the milliseconds that they save", unexplained, 0)


if __name__ == "__main__":
    sys.exit(main())
