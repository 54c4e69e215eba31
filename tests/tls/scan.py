"""What testssl.sh finds."""
import json
import subprocess

from box import need

GRAVE = ("MEDIUM", "HIGH", "CRITICAL", "FATAL")
# Some of what it must have looked at.
LOOKED_AT = ("TLS1_3", "cert_chain_of_trust", "cert_crlDistributionPoints", "heartbleed", "BREACH", "secure_renego",
             "LUCKY13")


def scan(testssl, secure):
    """With the box's authority among those that are trusted, as whoever uses the box is asked to."""
    found = secure.folder / "testssl.json"
    done = subprocess.run(
        [testssl, "--add-ca", secure.authority(), "--ip", "127.0.0.1", "--nodns", "none", "--quiet", "--color", "0",
         "--warnings", "off", "--jsonfile", found, "localhost:%d" % secure.port],
        stdin=subprocess.DEVNULL, capture_output=True, text=True)
    need(found.exists(), "testssl says nothing: exit %d\n%s%s" % (done.returncode, done.stdout, done.stderr))
    lines = json.loads(found.read_text())
    unseen = [name for name in LOOKED_AT if all(line["id"] != name for line in lines)]
    need(not unseen, "testssl has not looked at %s:\n%s" % (unseen, done.stdout))
    grave = ["%(severity)s %(id)s: %(finding)s" % line for line in lines if line["severity"] in GRAVE]
    need(not grave, "testssl:\n" + "\n".join(grave))
    lesser = sorted({line["id"] for line in lines if line["severity"] in ("LOW", "WARN")})
    return "%d findings, none above LOW; LOW or not tried: %s" % (len(lines), ", ".join(lesser) or "none")
