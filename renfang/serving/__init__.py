"""送达: handing a paper over so that it counts, proven by a 送达回证, for the papers of every app.

Law: 民事诉讼法 arts 87-95, which 行政处罚法 art. 61 and 行政强制法 art. 38 name and which offices
follow for permits (行政许可法 art. 44: within ten working days).

Its acts are those of the apps that issue the papers: prepare a receipt, record what came back, give
an attempt up. They lock their own rows, note their own history and draw their own consequences;
what is the same for every paper stands here, and says how a receipt is filled in.

rules   the methods' proofs, and the day from which a paper counts as served: start reading here
models  the receipt, abstract: each app has a table of its own
acts    filling a receipt in, not yet saved
papers  the sheet that is signed
forms   the two forms of an app's pages
"""
