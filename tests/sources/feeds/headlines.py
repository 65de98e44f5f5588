"""Headlines of our own about made-up firms, with what each says: the measure of the rules.

`LEARNED` are those that the rules were mended by; `FRESH` were written before the rules were tried. One change made
for the others (a capital M in amounts) turned a fresh one from missed to told.
"""

# ruff: noqa: E501 – a line a headline
# fmt: off
from closeknit.sources.feeds.headlines import ACQUISITION as A
from closeknit.sources.feeds.headlines import EXECUTIVE as E
from closeknit.sources.feeds.headlines import FUNDING as F
from closeknit.sources.feeds.headlines import HIRING as H

LEARNED: tuple[tuple[str, str, str], ...] = (
    ("Halden raises $12M Series A to automate freight", F, "Halden"),
    ("Berlin-based Okafor Foods secures €4.5 million in seed funding", F, "Okafor Foods"),
    ("Brenner Logistik sammelt 20 Millionen Euro ein", F, "Brenner Logistik"),
    ("Berliner Start-up Halden sichert sich 3 Mio. Euro", F, "Halden"),
    ("Veldt closes Series B led by Northgate", F, "Veldt"),
    ("Halden names Ana Ruiz as CFO", E, "Halden"),
    ("Okafor Foods appoints Bo Berg to chief executive officer", E, "Okafor Foods"),
    ("Brenner Logistik beruft Petra Wolf zur Geschäftsführerin", E, "Brenner Logistik"),
    ("Halden CEO Cy Tan steps down", E, "Halden"),
    ("Ana Ruiz joins Veldt as Chief Revenue Officer", E, "Veldt"),
    ("Halden acquires Okafor Foods for $90 million", A, "Halden"),
    ("Brenner Logistik übernimmt Nordfracht", A, "Brenner Logistik"),
    ("Okafor Foods acquired by Halden", A, "Okafor Foods"),
    ("Halden to create 200 jobs in Porto", H, "Halden"),
    ("Brenner Logistik schafft 150 neue Stellen in Leipzig", H, "Brenner Logistik"),
    ("Halden is hiring 40 engineers", H, "Halden"),
    ("Halden could raise $12M, sources say", "", ""),
    ("Halden raises prices by 4 percent", "", ""),
    ("Halden raises guidance to $5 million", "", ""),
    ("Northgate closes $200M fund for climate firms", "", ""),
    ("Halden acquires 12 % stake in Okafor", "", ""),
    ("Why Halden acquired Okafor Foods", "", ""),
    ("Brenner Logistik übernimmt Verantwortung", "", ""),
    ("Halden cuts 200 jobs", "", ""),
    ("Halden in talks to acquire Okafor Foods", "", ""),
    ("Ana Ruiz of Halden named CFO of the year", "", ""),
    ("Halden opens office in Porto", "", ""),
)

FRESH: tuple[tuple[str, str, str], ...] = (
    ("Lumen Freight lands $30 million to expand across Europe", F, "Lumen Freight"),
    ("Exclusive: Tarn bags £8m from angel investors", F, "Tarn"),
    ("Mosel Software erhält 7,5 Millionen Euro von Investoren", F, "Mosel Software"),
    ("Kestrel announces $55M Series C", F, "Kestrel"),
    ("Fintech Padua raises seed round", F, "Padua"),
    ("Isarwerk schließt Series-A-Runde über 12 Mio. Euro ab", F, "Isarwerk"),
    ("Investors pour $20m into Tarn", F, "Tarn"),
    ("Tarn hires Mia Olsen as head of sales", E, "Tarn"),
    ("Kestrel promotes Lee Chan to president", E, "Kestrel"),
    ("Jonas Weber wird neuer Geschäftsführer bei Mosel Software", E, "Mosel Software"),
    ("Isarwerk holt Clara Vogt als Finanzchefin", E, "Isarwerk"),
    ("Padua gets new CEO", E, "Padua"),
    ("Lumen Freight's CTO Ravi Nair resigns", E, "Lumen Freight"),
    ("Founder of Tarn hands over to new chief executive", E, "Tarn"),
    ("Kestrel buys Padua", A, "Kestrel"),
    ("Lumen Freight completes acquisition of Tarn", A, "Lumen Freight"),
    ("Mosel Software kauft Isarwerk für 40 Millionen Euro", A, "Mosel Software"),
    ("Isarwerk wird von Kestrel übernommen", A, "Isarwerk"),
    ("Tarn and Padua merge", A, "Tarn"),
    ("Padua will hire 300 people in Lyon", H, "Padua"),
    ("Kestrel adds 50 new jobs at its Dublin site", H, "Kestrel"),
    ("Isarwerk stellt 80 neue Mitarbeiter ein", H, "Isarwerk"),
    ("Mosel Software sucht 25 Entwickler", H, "Mosel Software"),
    ("Tarn doubles its sales team", H, "Tarn"),
    ("Tarn plans to raise $50M next year", "", ""),
    ("Kestrel raises questions about data law", "", ""),
    ("Mosel Software soll 20 Millionen Euro erhalten", "", ""),
    ("Lumen Freight secures $10m contract with the port", "", ""),
    ("Padua secures €5 million loan", "", ""),
    ("Isarwerk erhält Auftrag über 9 Millionen Euro", "", ""),
    ("Kestrel buys new headquarters in Leeds", "", ""),
    ("Kestrel denies it will acquire Padua", "", ""),
    ("Tarn names its new product Otter", "", ""),
    ("Padua appoints auditors", "", ""),
    ("Mosel Software holt Preis für Design", "", ""),
    ("Isarwerk kauft sich Zeit", "", ""),
    ("Lumen Freight hires a lobbyist", "", ""),
    ("Kestrel lays off 80 people", "", ""),
    ("Is Tarn hiring 500 engineers?", "", ""),
    ("How Padua raised $9M in a week", "", ""),
    ("Lumen Freight reports record sales of $40 million", "", ""),
    ("Minister visits Isarwerk", "", ""),
)
# fmt: on
