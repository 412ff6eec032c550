"""Prints the documents of a manifest that are of Kubernetes' own kinds: python own-kinds.py FILE"""

import sys

import yaml

FOREIGN = ("monitoring.coreos.com/", "gateway.networking.k8s.io/")

with open(sys.argv[1], encoding="utf-8") as manifest:
    documents = [document for document in yaml.safe_load_all(manifest) if document]
print(yaml.safe_dump_all(d for d in documents if not d["apiVersion"].startswith(FOREIGN)))
