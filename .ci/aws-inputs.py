"""Checks inputs of AWS calls against the service's own model, offline: names, types, required fields.

python aws-inputs.py FOLDER
"""

import json
import pathlib
import sys

import botocore.session
from botocore.validate import ParamValidator

CALLS = {
    "task-definition.json": ("ecs", "RegisterTaskDefinition"),
    "service.json": ("ecs", "CreateService"),
    "target-group.json": ("elbv2", "CreateTargetGroup"),
    "target-group-attributes.json": ("elbv2", "ModifyTargetGroupAttributes"),
    "load-balancer-attributes.json": ("elbv2", "ModifyLoadBalancerAttributes"),
}


def problems(path):
    service, operation = CALLS[path.name]
    model = botocore.session.get_session().get_service_model(service)
    shape = model.operation_model(operation).input_shape
    return ParamValidator().validate(json.loads(path.read_text()), shape)


found = False
files = sorted(pathlib.Path(sys.argv[1]).glob("*.json"))
if {file.name for file in files} != set(CALLS):
    sys.exit(f"expected {sorted(CALLS)}, found {[file.name for file in files]}")
for file in files:
    report = problems(file)
    if report.has_errors():
        found = True
        print(f"{file}: {report.generate_report()}")
sys.exit(found)
