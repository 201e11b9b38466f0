"""Judges objects by the CustomResourceDefinitions that a program ships: usage: custom-resources.py OBJECTS CRD..."""
import sys

import jsonschema
import yaml


def strict(schema):
    """A key that the schema does not name is an error, as `kubectl apply` says it."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    named = isinstance(schema.get("properties"), dict)
    if named and "additionalProperties" not in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        made["additionalProperties"] = False
    return made


def read(paths):
    found = {}
    for path in paths:
        with open(path) as file:
            crd = yaml.safe_load(file)["spec"]
        for version in crd["versions"]:
            schema = strict(version["schema"]["openAPIV3Schema"])
            # Of metadata a definition says "object" and the API server the rest.
            schema["properties"]["metadata"] = {"type": "object"}
            found[f"{crd['group']}/{version['name']}", crd["names"]["kind"]] = schema
    return found


def main(objects, crds):
    schemas = read(crds)
    problems = []
    with open(objects) as file:
        for document in yaml.safe_load_all(file):
            key = document["apiVersion"], document["kind"]
            if key not in schemas:
                problems.append(f"no schema of {key}")
                continue
            for error in jsonschema.Draft7Validator(schemas[key]).iter_errors(document):
                problems.append(f"{document['kind']} {document['metadata']['name']}: {error.json_path}: {error.message}")
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main(sys.argv[1], sys.argv[2:]))
