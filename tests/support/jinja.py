"""Renders templates as Home Assistant does: each line of stdin is {"template", "payload"}, each of stdout the text, as JSON.

What a template names must be there, unless it has a default: a name that is missing ends this program.
"""

import json
import sys

import jinja2

environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
for line in sys.stdin:
    job = json.loads(line)
    template = environment.from_string(job["template"])
    print(json.dumps(template.render(value=job["payload"], value_json=json.loads(job["payload"]))))
