"""Runs the cells of a notebook one by one, as Jupyter does, and prints the last value as JSON."""

import ast
import json
import sys

cells = json.load(open(sys.argv[1]))["cells"]
names, value = {"__name__": "__main__"}, None
for cell in cells:
    if cell["cell_type"] != "code":
        continue
    tree = ast.parse("".join(cell["source"]))
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, cell["id"], "exec"), names)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), cell["id"], "eval"), names)
print(json.dumps(value, default=str))
