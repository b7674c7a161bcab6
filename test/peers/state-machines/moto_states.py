"""Runs scenarios of state machines on moto's interpreter. Reads JSON from standard input, writes JSON to standard output."""

import io
import json
import logging
import sys
import threading
import time

import boto3
from jsonata import Jsonata
from moto import mock_aws
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.jsonata import jsonata

# Executions that fail are what some scenarios want.
logging.disable(logging.CRITICAL)
scenarios = json.load(sys.stdin)
lock = threading.Lock()
current = {}


class Functions:
    """Answers as the scenario says; a list is used up to its last element, an object is looked up by its items."""

    def invoke(self, **parameters):
        name = parameters["FunctionName"].split(":")[-1]
        payload = parameters.get("Payload", "{}")
        given = json.loads(payload.decode() if isinstance(payload, bytes) else payload)
        with lock:
            current["calls"].append({"name": name, "payload": given})
            answers = current["answers"][name]
            if isinstance(answers, list):
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
            else:
                sequence = given["sequence"] if "sequence" in given else json.dumps(given["sequences"], separators=(",", ":"))
                answer = answers[sequence]
        if "error" in answer:
            body = {"errorType": answer["error"], "errorMessage": answer["message"], "trace": []}
            error = {"FunctionError": "Unhandled"}
        else:
            body, error = answer["output"], {}
        return {
            "StatusCode": 200,
            "ExecutedVersion": "$LATEST",
            "Payload": io.BytesIO(json.dumps(body).encode()),
            "ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {}},
            **error,
        }


# moto leaves open who evaluates JSONata.
jsonata._eval_jsonata = lambda expression: json.loads(json.dumps(Jsonata(expression).evaluate(None)))
lambda_eval_utils.boto_client_for = lambda **_: Functions()

results = []
with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
    client = boto3.client("stepfunctions", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    for index, scenario in enumerate(scenarios):
        current.update(answers=json.loads(json.dumps(scenario["answers"])), calls=[])
        machine = client.create_state_machine(
            name=f"machine-{index}",
            definition=json.dumps(scenario["definition"]),
            roleArn="arn:aws:iam::123456789012:role/states",
        )["stateMachineArn"]
        arn = client.start_execution(stateMachineArn=machine, name="one", input=json.dumps(scenario["input"]))["executionArn"]
        for _ in range(600):
            described = client.describe_execution(executionArn=arn)
            if described["status"] != "RUNNING":
                break
            time.sleep(0.05)
        events = client.get_execution_history(executionArn=arn, maxResults=1000)["events"]
        entered = [e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e]
        results.append(
            {
                "status": described["status"],
                "output": json.loads(described["output"]) if described.get("output") else None,
                "error": described.get("error"),
                "cause": described.get("cause"),
                "entered": entered,
                "calls": current["calls"],
                "executionArn": arn,
            }
        )
json.dump(results, sys.stdout)
