#!/usr/bin/python3
"""So many RTSP cameras on this machine, each a loop of one clip from another moment on: the file's own packets at their own pace.

With a second clip each has a sub-stream of that, too. Needs what tests/support/rtsp_server.py needs. Prints "ready" when it listens, ends on SIGTERM.
"""
import signal
import subprocess
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

clip, port, cameras, small = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
feeds = []


class Camera(GstRtspServer.RTSPMediaFactory):
    def __init__(self, clip, begin_s):
        super().__init__()
        self.clip, self.begin_s = clip, begin_s
        self.set_shared(True)

    def do_create_element(self, _url):
        command = ["ffmpeg", "-v", "error", "-nostdin", "-re", "-ss", str(self.begin_s), "-stream_loop", "-1"]
        feed = subprocess.Popen(command + ["-i", self.clip, "-an", "-c", "copy", "-f", "h264", "-"], stdout=subprocess.PIPE)
        feeds.append(feed)
        return Gst.parse_launch(
            f"( fdsrc fd={feed.stdout.fileno()} do-timestamp=true ! h264parse config-interval=1 !"
            " rtph264pay name=pay0 pt=96 config-interval=1 )"
        )


Gst.init(None)
loop = GLib.MainLoop()
server = GstRtspServer.RTSPServer(address="127.0.0.1", service=port)
for number in range(cameras):
    for path, stream in zip(["cam", "sub"], [clip, *small]):
        server.get_mount_points().add_factory(f"/{path}{number}", Camera(stream, number * 0.7))
server.attach(None)
GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
print("ready", flush=True)
loop.run()
for feed in feeds:
    feed.kill()
