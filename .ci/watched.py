"""Proves what watches the service, with a real Prometheus, a real Alertmanager and a real load.

The service runs with a Redis; pages come and go. Then every query of the dashboard and every expression of an alert is
asked: each must be answered, and each query of the dashboard must give data. Then Redis is killed: the alert must
arrive at a webhook; Redis comes back: its end must arrive too. Takes some six minutes, most of them waiting; needs
redis-server, prometheus and prometheus-alertmanager, and the jar. From the root of the repository:

    python3 .ci/watched.py
"""

import http.server
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

JAR = "bootstrap/target/admitone.jar"
PATIENCE_S = 300
# What only happens where something is wrong has no data while all is well.
SILENT = {"Ticket errors"}
processes = []
received = []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command, log, **environment):
    with open(log, "ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **environment})
    processes.append(process)
    return process


def until(what, condition):
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE_S:
        try:
            if condition():
                print(f"ok: {what}, after {time.monotonic() - begun:.0f} s", flush=True)
                return
        except OSError:
            pass
        time.sleep(1)
    sys.exit(f"FAILED: not within {PATIENCE_S} s: {what}")


def get(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


class Webhook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        received.extend((self.path, a["labels"]["alertname"], a["status"]) for a in body["alerts"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def redis(port, folder):
    return run(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder], f"{folder}/redis.log")


def load(base, stop, folder):
    """Not faster: each probe presents its ticket twice, and many of that are an alert."""
    while not stop.wait(4):
        with open(f"{folder}/probe.log", "ab") as log:
            subprocess.run(["java", "-jar", JAR, "probe", base], stdout=log, check=False)


def dashboard_queries():
    dashboard = json.loads(pathlib.Path("deploy/grafana/admitone.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            query = target["expr"].replace("$__rate_interval", "1m").replace("$job", "admitone").replace("$instance", ".+")
            yield panel["title"], query


def alert_expressions():
    text = pathlib.Path("deploy/prometheus/admitone.rules.yml").read_text()
    return re.findall(r"alert: (\w+)", text)


def main():
    folder = tempfile.mkdtemp()
    ports = {name: free_port() for name in ("redis", "service", "prometheus", "alertmanager", "webhook")}
    base = f"http://127.0.0.1:{ports['service']}"
    prometheus = f"http://127.0.0.1:{ports['prometheus']}"

    webhook = http.server.ThreadingHTTPServer(("127.0.0.1", ports["webhook"]), Webhook)
    threading.Thread(target=webhook.serve_forever, daemon=True).start()
    store = redis(ports["redis"], folder)
    run(["java", "-jar", JAR], f"{folder}/service.log", PORT=str(ports["service"]), ADMITONE_STORE="redis",
        REDIS_URL=f"redis://127.0.0.1:{ports['redis']}", JWT_SECRET="for-development-only-32-bytes-or-more")

    # The shipped files, at these ports and at a pace for impatient people.
    rules_file = "admitone.rules.yml"
    pathlib.Path(folder, rules_file).write_text(pathlib.Path("deploy/prometheus", rules_file).read_text())
    pathlib.Path(folder, "prometheus.yml").write_text(
        pathlib.Path("deploy/prometheus/prometheus.yml").read_text()
        .replace("admitone:8080", f"127.0.0.1:{ports['service']}")
        .replace("alertmanager:9093", f"127.0.0.1:{ports['alertmanager']}")
        .replace("15s", "5s"))
    pathlib.Path(folder, "alertmanager.yml").write_text(
        pathlib.Path("deploy/alertmanager/alertmanager.example.yml").read_text()
        .replace("127.0.0.1:9095", f"127.0.0.1:{ports['webhook']}")
        .replace("group_interval: 5m", "group_interval: 10s"))
    run(["prometheus-alertmanager", f"--config.file={folder}/alertmanager.yml", f"--storage.path={folder}/am",
         f"--web.listen-address=127.0.0.1:{ports['alertmanager']}", "--cluster.listen-address="], f"{folder}/am.log")
    run(["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb",
         f"--web.listen-address=127.0.0.1:{ports['prometheus']}"], f"{folder}/prometheus.log")

    def ask(query):
        url = f"{prometheus}/api/v1/query?" + urllib.parse.urlencode({"query": query})
        return json.loads(get(url))["data"]["result"]

    until("the service is ready", lambda: get(f"{base}/ready"))
    stop = threading.Event()
    threading.Thread(target=load, args=(base, stop, folder), daemon=True).start()
    until("Prometheus has seen admissions", lambda: any(
        float(r["value"][1]) > 0 for r in ask('rate(ws_ticket_redemptions_total{outcome="admitted"}[1m])')))
    time.sleep(30)

    empty = [f"{title}: {query}" for title, query in dashboard_queries() if not ask(query) and title not in SILENT]
    if empty:
        sys.exit("FAILED: no data for\n" + "\n".join(empty))
    print(f"ok: each of the {len(list(dashboard_queries()))} queries of the dashboard has data", flush=True)
    rules = [r for g in json.loads(get(f"{prometheus}/api/v1/rules"))["data"]["groups"] for r in g["rules"]]
    broken = [r["name"] for r in rules if r["health"] != "ok"]
    alerts = {r["name"] for r in rules if r["type"] == "alerting"}
    if broken or alerts != set(alert_expressions()):
        sys.exit(f"FAILED: rules that cannot be evaluated: {broken}; alerts: {alerts}")
    firing = [r["name"] for r in rules if r["type"] == "alerting" and r["state"] == "firing"]
    if firing:
        sys.exit(f"FAILED: fires while all is well: {firing}")
    print(f"ok: each of the {len(alerts)} alerts is evaluated, and none fires", flush=True)

    store.kill()
    store.wait()
    until("the loss of Redis pages somebody", lambda: ("/on-call", "AdmitOneStoreLost", "firing") in received)
    redis(ports["redis"], folder)
    until("its return is told too", lambda: ("/on-call", "AdmitOneStoreLost", "resolved") in received)
    stop.set()


try:
    main()
finally:
    for process in processes:
        process.kill()
