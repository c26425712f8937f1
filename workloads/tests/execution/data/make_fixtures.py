"""Reference outputs of torch's GRU and LSTM for the tests beside this file.

Two layers of 6 and 5 units over 20 steps of 4 inputs, batch of one, zero state. Weights are stored in torch's own gate
orders (GRU: r, z, n; LSTM: i, f, g, o). Inputs hold zeros, so that columns without an event are met.
Written with torch 2.x in float32: `python make_fixtures.py`, in this folder.
"""

import json

import torch

STEPS, INPUTS, UNITS = 20, 4, (6, 5)


def rounded(tensor):
    return [float(value) for value in tensor.detach().flatten().to(torch.float32)]


def fixture(kind):
    torch.manual_seed({"gru": 11, "lstm": 12}[kind])
    cell = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[kind]
    inputs = torch.randn(STEPS, INPUTS) * (torch.rand(STEPS, INPUTS) > 0.3)
    layers, signal = [], inputs
    for units in UNITS:
        layer = cell(signal.shape[1], units)
        for parameter in layer.parameters():
            torch.nn.init.normal_(parameter, std=0.8)
        outputs, last = layer(signal)
        described = {name: rounded(getattr(layer, name + "_l0")) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        described["units"] = units
        described["outputs"] = rounded(outputs)
        if kind == "lstm":
            described["last_cell"] = rounded(last[1])
        layers.append(described)
        signal = outputs
    return {"steps": STEPS, "inputs": INPUTS, "values": rounded(inputs), "layers": layers}


for kind in ("gru", "lstm"):
    with open(f"{kind}.json", "w", encoding="utf-8") as file:
        json.dump(fixture(kind), file, indent=0)
        file.write("\n")
