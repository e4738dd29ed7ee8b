"""What others can look at. Pure."""

from annotations.exports.checklists.record import Record
from annotations.exports.checklists.wording import Answer, Text


def protocol(record: Record) -> Answer:
    if record.judged_elsewhere:
        said = Text(
            "the rules of the analysis were fixed at the import: protocol.json, SHA-256 {hash}.",
            "分析规则在导入时固定：protocol.json，SHA-256 {hash}。",
        )
    else:
        said = Text(
            "fixed at the start ({started}): protocol.json, SHA-256 {hash}; deviations "
            "recorded since: {deviations} (data/deviations).",
            "于开始时（{started}）固定：protocol.json，SHA-256 {hash}；此后记录方案偏离 "
            "{deviations} 项（data/deviations）。",
        )
    return Answer(
        said.filled(
            hash=record.protocol_sha256, started=record.started, deviations=record.deviations
        ),
        Text("where readers find the protocol", "读者获取研究方案的途径"),
    )


def data(record: Record) -> Answer:
    return Answer(
        Text(
            "the study's bundle holds all judgments with a codebook and verify.py.",
            "研究数据包含全部评判、变量说明与 verify.py。",
        ),
        Text("where the bundle lies", "数据包的存放位置"),
    )


def code(record: Record) -> Answer:
    return Answer(
        Text(
            "verify.py, recompute.py and recompute.R in the bundle compute the numbers again.",
            "数据包中的 verify.py、recompute.py 与 recompute.R 可重新计算全部数值。",
        ),
        Text("where other code lies, if any", "其他代码的存放位置（如有）"),
    )
