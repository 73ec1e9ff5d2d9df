"""The making of a round's packet: part of its release, and of nothing else."""

import datetime as dt
import hashlib
import io

from documents import store
from evaluation.models import Packet, Round
from evaluation.packet.build import RELEASE, build, digest, zipped
from evaluation.pseudonyms import new_salt
from evaluation.queries.packet import packet_contents


def make_packet(round: Round, *, at: dt.datetime) -> tuple[Packet, str]:
    """Write the files of a decided round into one zip file and keep it; returns the packet and the text that is released.

    Bytes of a release that fails stay behind under their hash, owned by nobody and read by nobody.
    """
    salt = new_salt()
    files = build(packet_contents(round, salt=salt, at=at))
    archive = zipped(files, round.ref)
    zip_sha256 = hashlib.sha256(archive).hexdigest()
    store.keep(io.BytesIO(archive), zip_sha256)
    packet = Packet.objects.create(round=round, sha256=digest(files), zip_sha256=zip_sha256, size=len(archive), salt=salt, at=at)
    return packet, files[RELEASE].decode()
