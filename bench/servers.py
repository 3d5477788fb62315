"""Who is asked: each a context manager that starts a server afresh and gives (base URI of the image, processes)."""
import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import time

import inputs
from inputs import QUALITY, WORK

IIPSRV = "/usr/lib/iipimage-server/iipsrv.fcgi"
NGINX = "/usr/sbin/nginx"


def program():
    return inputs.BUILD / "triforium"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")


@contextlib.contextmanager
def running(*commands):
    """Starts the commands, each (arguments, environment), and stops them at the end."""
    processes = []
    try:
        for arguments, environment in commands:
            processes.append(subprocess.Popen([str(a) for a in arguments], env={**os.environ, **environment},
                                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL))
        yield processes
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def nginx(port, body, upstream=""):
    """As many workers as cores, sendfile, descriptors kept open, no access log: none of the others writes one."""
    file = WORK / f"nginx-{port}.conf"
    file.write_text(f"""
worker_processes auto; daemon off; pid {WORK}/nginx-{port}.pid; error_log {WORK}/nginx.log;
events {{ worker_connections 1024; multi_accept on; }}
http {{
  include /etc/nginx/mime.types; default_type image/jpeg;
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; keepalive_timeout 300;
  open_file_cache max=50000 inactive=300s; open_file_cache_valid 300s;
  client_body_temp_path {WORK}/temp; proxy_temp_path {WORK}/temp; fastcgi_temp_path {WORK}/temp;
  uwsgi_temp_path {WORK}/temp; scgi_temp_path {WORK}/temp;
  {upstream}
  server {{ listen 127.0.0.1:{port} reuseport; {body} }}
}}
""")
    return [NGINX, "-e", WORK / "nginx.log", "-c", file], {}


def pinned(arguments, core):
    return arguments if core is None else ["taskset", "-c", str(core), *arguments]


@contextlib.contextmanager
def triforium(image, core=None, **settings):
    """With what it comes with, but a data folder of its own that is new each time."""
    port = free_port()
    data = WORK / "data" / str(port)
    arguments = pinned([program(), "serve", image.parent, "--data", data, "--listen", f"127.0.0.1:{port}", "--log-level",
                        "error"], core)
    with running((arguments, {"TRIFORIUM_ENCODE_JPEG_QUALITY": str(QUALITY), **settings})) as processes:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/iiif/3/{image.name}/", processes
    subprocess.run(["rm", "-rf", data], check=True)


@contextlib.contextmanager
def iipsrv(image, core=None, processes=2):
    """Two processes behind nginx; caches at their defaults, the same JPEG quality. Each serves one connection at a time: kept
    open, one would shut out all others."""
    port, backends = free_port(), [free_port() for _ in range(processes)]
    settings = {"FILESYSTEM_PREFIX": f"{image.parent}/", "JPEG_QUALITY": str(QUALITY), "VERBOSITY": "0",
                "LOGFILE": "/dev/null", "MAX_CVT": "10000"}
    upstream = "upstream iip { " + " ".join(f"server 127.0.0.1:{p};" for p in backends) + " }"
    body = ("location ~ ^/iiif/(.*)$ { fastcgi_param QUERY_STRING IIIF=$1; "
            "fastcgi_param REQUEST_METHOD $request_method; fastcgi_param HTTP_HOST $http_host; "
            "fastcgi_param REQUEST_URI $request_uri; fastcgi_pass iip; }")
    commands = [(pinned([IIPSRV, "--bind", f"127.0.0.1:{p}", "--backlog", "128"], core), settings) for p in backends]
    arguments, environment = nginx(port, body, upstream)
    with running(*commands, (pinned(arguments, core), environment)) as started:
        for each in (*backends, port):
            wait_for(each)
        yield f"http://127.0.0.1:{port}/iiif/{image.name}/", started


@contextlib.contextmanager
def files(folder):
    port = free_port()
    with running(nginx(port, f"root {folder};")) as processes:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/", processes


@contextlib.contextmanager
def libvips(image, uses="levels"):
    """sharp (libvips) behind Node's HTTP, two processes; `uses` the pyramid's levels, or only its first page."""
    port = free_port()
    script = pathlib.Path(__file__).parent / "peers/sharp_server.mjs"
    with running((["node", script, image, port, QUALITY, uses], {})) as processes:
        wait_for(port)
        time.sleep(1)  # the other one
        yield f"http://127.0.0.1:{port}/", processes
