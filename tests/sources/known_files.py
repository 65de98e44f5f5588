"""Small files of our own, written to the headers of known exports, with what must come out of each."""

# ruff: noqa: E501 – rows of files are as long as they are

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownFile:
    """One file: whose it is, its name and text, and lines that must be said; no other money than these."""

    stream: str
    name: str
    text: str
    says: tuple[str, ...]
    problems: tuple[str, ...] = ()
    locale: str = "en_GB"
    encoding: str = "utf-8"


def _f(stream: str, name: str, text: str, *says: str, **more: object) -> KnownFile:
    return KnownFile(stream, name, text.lstrip("\n"), says, **more)  # type: ignore[arg-type]


# fmt: off
FILES: tuple[KnownFile, ...] = (
    # ── HubSpot, Harvest, Stripe payments ────────────────────────────────────────────────────────────
    _f("hubspot/contacts", "hubspot-crm-exports-all-contacts-2026-03-02.csv", """
Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company Name,Contact owner,Lifecycle Stage,Lead Status,Create Date,Last Activity Date,Original Source,City,State/Region,Country/Region,Website URL,Unsubscribed from all email,Associated Company,Associated Company IDs,Associated Company (Primary),Associated Company IDs (Primary),Associated Note,Associated Email
881,Ana,Ruiz,ana@halden.example,,,CFO,Halden GmbH,Jo Lind,customer,,2025-05-06 09:00,2026-03-01 10:11,,Porto,,,,true,Halden GmbH,17,Halden GmbH,17,,
882,Bo,Lind,bo@okafor.example,,,,Okafor Foods,,lead,,2025-06-07 09:00,,,,,,,false,,,,,,
""",
       "2026-03-01T10:11 activity.logged owner hubspot_owner:jo lind, subject hubspot_contact:881",
       "same hubspot_contact:881 email:ana@halden.example",
       "tie hubspot_contact:881 works_at hubspot_company:17",
       "tie hubspot_contact:882 works_at hubspot_company_name:okafor foods",
       "trait hubspot_contact:881 title = CFO",
       "trait hubspot_contact:881 do_not_contact = yes"),
    _f("hubspot/contacts", "contactos.csv", """
ID de registro,Nombre,Apellidos,Correo,Cargo,Nombre de la empresa,Fecha de creación,Associated Company IDs (Primary)
881,Ana,Ruiz,ana@halden.example,CFO,Halden GmbH,2025-05-06 09:00,17
""",
       "same hubspot_contact:881 email:ana@halden.example",
       "tie hubspot_contact:881 works_at hubspot_company:17",
       "trait hubspot_contact:881 name = Ana Ruiz",
       "trait hubspot_contact:881 title = CFO"),
    _f("hubspot/companies", "hubspot-crm-exports-all-companies-2026-03-02.csv", """
Record ID,Company name,Company Domain Name,Website URL,Company owner,Industry,City,Country/Region,Create Date,Last Activity Date,Type
17,Halden GmbH,halden.example,https://www.halden.example/en,Jo Lind,Retail,Porto,Portugal,2025-01-02 09:00,2026-03-01 10:11,Reseller
18,Okafor Foods,,,,,,,2025-01-03 09:00,,
""",
       "same hubspot_company:17 domain:halden.example",
       "tie hubspot_owner:jo lind owns_account hubspot_company:17",
       "trait hubspot_company:17 type = Reseller",
       "trait hubspot_company:18 name = Okafor Foods"),
    _f("hubspot/companies", "unternehmen.csv", """
Datensatz-ID,Unternehmensname,Domain-Name des Unternehmens,Branche,Erstellungsdatum,Merged record IDs
17,Halden GmbH,halden.example,Handel,2025-01-02 09:00,12;13
""",
       "same hubspot_company:17 domain:halden.example",
       "same hubspot_company:17 hubspot_company:12",
       "same hubspot_company:17 hubspot_company:13",
       "trait hubspot_company:17 industry = Handel"),
    _f("hubspot/deals", "hubspot-crm-exports-all-deals-2026-03-02.csv", """
Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Last Activity Date,Deal owner,Deal Type,Amount in company currency,Associated Company IDs (Primary),Associated Company (Primary),Associated Contact IDs,Associated Contact
5,Relaunch,Sales,Closed won,12000,2026-02-01 17:00,2026-01-05 09:00,2026-02-01 17:00,Jo Lind,newbusiness,12000,17,Halden GmbH,881;882,Ana Ruiz;Bo Lind
6,Shop,Sales,qualifiedtobuy,800.50,2026-04-01 17:00,2026-01-06 09:00,,,,800.50,17,Halden GmbH,,
""",
       "2026-02-01T17:00 deal.won contact hubspot_contact:881, contact hubspot_contact:882, owner hubspot_owner:jo lind, subject hubspot_company:17",
       "2026-01-06T09:00 deal.opened subject hubspot_company:17",
       "case deal:hubspot-5 won 12000.00 of hubspot_company:17",
       "case deal:hubspot-6 open 800.50 of hubspot_company:17"),
    _f("hubspot/deals", "negocios.csv", """
ID de registro,Nombre del negocio,Etapa del negocio,Cantidad,Divisa,Fecha de cierre,Fecha de creación,Propietario del negocio,Associated Company IDs (Primary)
5,Relaunch,Cierre perdido,12000,EUR,2026-02-01 17:00,2026-01-05 09:00,Jo Lind,17
""",
       "2026-02-01T17:00 deal.lost owner hubspot_owner:jo lind, subject hubspot_company:17",
       "case deal:hubspot-5 lost 12000.00 of hubspot_company:17"),
    _f("harvest/time", "harvest_time_report_from2026-03-01to2026-03-31.csv", """
Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,Approved?,First Name,Last Name,Employee Id,Roles,Teams,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL
2026-03-02,Halden GmbH,Relaunch,,Design,first draft,1.5,1.5,Yes,No,No,Jo,Lind,,Design,,Yes,100.0,150.0,40.0,60.0,Euro - EUR,
2026-03-03,Okafor Foods,Shop,,Build,,2.25,2.25,No,No,No,Eva,Roth,,,,No,0.0,0.0,0.0,0.0,Euro - EUR,
""",
       "2026-03-02 time.logged EUR 1.50h cost 60.00 buyer harvest_client:halden gmbh, worker harvest_user:jo lind",
       "2026-03-03 time.logged EUR 2.25h buyer harvest_client:okafor foods, worker harvest_user:eva roth",
       "body first draft"),
    _f("harvest/time", "harvest_2015.csv", """
Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,First Name,Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL
2015-03-02,Halden GmbH,Relaunch,,Design,first draft,1.5,Yes,No,Jo,Lind,Design,Yes,100.0,150.0,40.0,60.0,Euro - EUR,
""",
       "2015-03-02 time.logged EUR 1.50h cost 60.00 buyer harvest_client:halden gmbh, worker harvest_user:jo lind"),
    _f("stripe/payments", "payments.csv", """
id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,Customer Description,Customer Email,Captured,Card ID,Card Last4,Card Brand,Invoice ID,Payment Source Type,Destination,Transfer,Transfer Group,PaymentIntent ID,plan (metadata)
ch_1,Plan,Payment complete.,2026-03-02 09:00,90.00,10.00,eur,90.00,10.00,2.10,,eur,Live,Paid,,cus_A1,Halden GmbH,ap@halden.example,true,,4242,Visa,,card,,,,,
ch_2,Plan,The bank refused.,2026-03-03 09:00,70.00,0.00,eur,70.00,0.00,0.00,,eur,Live,Failed,,cus_A1,Halden GmbH,ap@halden.example,false,,4242,Visa,,card,,,,,
""",
       "2026-03-02T09:00 payment.received 90.00 EUR buyer stripe_customer:cus_a1, payer stripe_customer:cus_a1",
       "2026-03-02T09:00 refund.made -10.00 EUR buyer stripe_customer:cus_a1, payer stripe_customer:cus_a1",
       "same stripe_customer:cus_a1 domain:halden.example"),
    _f("stripe/payments", "payments-2014.csv", """
id,Description,Created,Amount,Amount Refunded,Currency,Converted Amount,Converted Amount Refunded,Fee,Converted Currency,Mode,Status,Customer ID,Customer Description,Customer Email,Captured,Card Last4,Card Type
ch_1,Plan,2014-03-02 09:00,90.00,0.00,usd,90.00,0.00,2.91,usd,Live,Paid,,,ana@gmail.com,true,4242,Visa
""",
       "2014-03-02T09:00 payment.received 90.00 USD buyer email:ana@gmail.com, payer email:ana@gmail.com"),
    _f("stripe/payments", "unified_payments.csv", """
id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount Refunded,Converted Currency,Fee,Is Link,Mode,Payment Source Type,Status,Taxes On Fee,Customer ID,Customer Email
pi_1,2026-03-02 09:00:11,90.00,0.00,eur,true,90.00,0.00,eur,2.10,false,Live,card,Paid,0.40,cus_A1,ap@halden.example
""",
       "2026-03-02T09:00 payment.received 90.00 EUR buyer stripe_customer:cus_a1, payer stripe_customer:cus_a1"),
    # ── Mail ─────────────────────────────────────────────────────────────────────────────────────────
    _f("mail/messages", "Inbox.mbox", """
From 1785@xxx Mon Mar 02 10:11:12 +0000 2026
X-GM-THRID: 1785
X-Gmail-Labels: Inbox,Important
From: Ana Ruiz <ana@halden.example>
To: Jo Lind <jo@ours.example>
Date: Mon, 2 Mar 2026 10:11:12 +0100
Subject: The offer
Message-ID: <m1@halden.example>

Agreed.

Best regards
Ana Ruiz
CFO

From 1786@xxx Tue Mar 03 10:11:12 +0000 2026
From: Shop <no-reply@shop.example>
Date: Tue, 3 Mar 2026 10:11:12 +0100
Subject: Your parcel
Message-ID: <m2@shop.example>

It left.
""",
       "2026-03-02T09:11 email.received recipient email:jo@ours.example, sender email:ana@halden.example",
       "2026-03-03T09:11 notice.received",
       "case thread:mail-m1@halden.example None",
       "trait email:ana@halden.example title = CFO"),
    # ── calendars and address books ──────────────────────────────────────────────────────────────────
    _f("calendar/events", "ana.ics", """
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
X-WR-CALNAME:jo@ours.example
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:20260302T100000
DTEND;TZID=Europe/Berlin:20260302T110000
RRULE:FREQ=WEEKLY;COUNT=2
DTSTAMP:20260320T080000Z
ORGANIZER;CN=Jo Lind:mailto:jo@ours.example
UID:e1@google.com
ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN=Ana Ruiz:mailto:ana@halden.example
ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=DECLINED;CN=bo@halden.example:mailto:bo@halden.example
ATTENDEE;CUTYPE=RESOURCE;PARTSTAT=ACCEPTED;CN=Room 1:mailto:room@resource.calendar.google.com
SEQUENCE:1
STATUS:CONFIRMED
SUMMARY:Review
LOCATION:Porto\\, Rua 5
DESCRIPTION:Figures of March
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260305
DTSTAMP:20260320T080000Z
UID:e2@google.com
STATUS:CANCELLED
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ana@halden.example
END:VEVENT
END:VCALENDAR
""",
       "2026-03-02T09:00 meeting.held attendee email:ana@halden.example, declined email:bo@halden.example, organizer email:jo@ours.example",
       "2026-03-09T09:00 meeting.held attendee email:ana@halden.example, declined email:bo@halden.example, organizer email:jo@ours.example",
       "2026-03-05 meeting.cancelled attendee email:ana@halden.example",
       "body Porto, Rua 5\nFigures of March",
       "trait email:ana@halden.example name = Ana Ruiz",
       "trait email:jo@ours.example ours = yes"),
    _f("vcard/contacts", "card.vcf", """
BEGIN:VCARD
VERSION:3.0
N:Ruiz;Ana;;Dr.;
FN:Dr. Ana Ruiz
ORG:Halden GmbH;Finance
TITLE:CFO
item1.EMAIL;type=INTERNET:ana@halden.example
EMAIL;type=pref:ana.ruiz@halden.example
TEL;TYPE=WORK,VOICE:+49 30 123456
TEL;TYPE=FAX:+49 30 999999
X-MS-MANAGER:Bo Berg
UID:4711
END:VCARD
""",
       "same email:ana.ruiz@halden.example email:ana@halden.example",
       "same email:ana.ruiz@halden.example phone:+4930123456",
       "tie email:ana.ruiz@halden.example works_at vcard_organization:halden gmbh",
       "tie email:ana.ruiz@halden.example reports_to vcard_contact:bo berg halden gmbh",
       "trait email:ana.ruiz@halden.example name = Ana Ruiz",
       "trait email:ana.ruiz@halden.example title = CFO"),
    _f("thunderbird/contacts", "thunderbird.csv", """
First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Work Phone,Mobile Number,Job Title,Organization
Ana,Ruiz,Ana Ruiz,,ana@halden.example,,+49 30 123456,,CFO,Halden GmbH
""",
       "same email:ana@halden.example phone:+4930123456",
       "tie email:ana@halden.example works_at thunderbird_organization:halden gmbh"),
    _f("feed/items", "news.xml", """
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Industry news</title>
<item><title>Halden raises $12M Series A</title><link>https://news.example/1</link><guid>n1</guid><description>&lt;p&gt;More&lt;/p&gt;</description><pubDate>Mon, 02 Mar 2026 09:00:00 +0100</pubDate></item>
<item><title>Kestrel acquires Halden</title><link>https://news.example/2</link><guid>n2</guid><pubDate>Tue, 03 Mar 2026 09:00:00 GMT</pubDate></item>
<item><title>Weather stays mild</title><link>https://news.example/3</link><guid>n3</guid><pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item>
</channel></rss>
""",
       "2026-03-02T08:00 news.funding_closed subject news_organization:halden",
       "2026-03-03T09:00 news.acquired subject news_organization:halden, subject news_organization:kestrel",
       "2026-03-03T10:00 news.published"),
    # ── outside events ───────────────────────────────────────────────────────────────────────────────
    _f("outside/news", "signals.csv", """
Published,Headline,Organization,Domain,About,Link
2026-03-02,Halden raises $12M Series A,Halden GmbH,www.halden.example,Funding,https://news.example/1
2026-03-03,Kestrel opens a depot,Kestrel,,,https://news.example/2
2026-03-04,Prices rise,,,,
2026-03-05,Kestrel to create 200 jobs in Porto,Kestrel Ltd,,,
2026-03-06,Okafor Foods acquires Veldt,Okafor Foods,okafor.example,,
2026-03-07,Tarn raises $8M to rival Kestrel,Kestrel Ltd,,,
""",
       "2026-03-02 news.funding_closed subject domain:halden.example",
       "2026-03-03 news.published subject news_organization:kestrel",
       "2026-03-04 news.published",
       "2026-03-05 news.hiring subject news_organization:kestrel ltd",
       "2026-03-06 news.acquired subject domain:okafor.example, subject news_organization:veldt",
       "2026-03-07 news.published subject news_organization:kestrel ltd",
       "trait domain:halden.example name = Halden GmbH",
       "trait news_organization:kestrel name = Kestrel"),
    _f("outside/news", "alerts.csv", """
"Source","Title","URL","Published at","Description"
"Trade news","Halden raises <b>$12M</b> Series A","https://news.example/1","2026-03-02T08:00:00Z","&quot;More&quot;"
"Trade news","Halden could raise $12M, sources say","https://news.example/2","2026-03-03T08:00:00Z",""
""",
       "2026-03-02T08:00 news.funding_closed subject news_organization:halden",
       "2026-03-03T08:00 news.published",
       "body \"More\"",
       "trait news_organization:halden name = Halden"),
    _f("outside/news", "news_2026.csv", """
date,title
2026-03-02,Kestrel acquires Halden
""",
       "2026-03-02 news.acquired subject news_organization:halden, subject news_organization:kestrel"),
    _f("outside/funding", "rounds.csv", """
Announced,Organization,Domain,Funding round,Amount,Currency,Industry,Country
2026-03-02,Halden GmbH,halden.example,Series A,12000000,USD,Retail,DE
""",
       "2026-03-02 news.funding_closed subject domain:halden.example",
       "trait domain:halden.example country = DE",
       "trait domain:halden.example industry = Retail",
       "trait domain:halden.example name = Halden GmbH"),
    _f("crunchbase/funding", "funding-rounds.csv", """
Transaction Name,Transaction Name URL,Organization Name,Organization Name URL,Funding Type,Money Raised,Money Raised Currency,Announced Date,Organization Industries,Organization Location
Series A - Halden,https://www.crunchbase.com/funding_round/halden-series-a,Halden,https://www.crunchbase.com/organization/halden,Series A,12000000,USD,2026-03-02,Retail,Porto
""",
       "2026-03-02 news.funding_closed subject crunchbase_organization:https://www.crunchbase.com/organization/halden",
       "trait crunchbase_organization:https://www.crunchbase.com/organization/halden address = Porto",
       "trait crunchbase_organization:https://www.crunchbase.com/organization/halden industry = Retail",
       "trait crunchbase_organization:https://www.crunchbase.com/organization/halden name = Halden"),
    _f("outside/job-changes", "moves.csv", """
Changed on,Person,E-mail,Old organization,Old domain,New organization,New domain,New title
2026-03-02,Ana Ruiz,ana@halden.example,Kestrel,kestrel.example,Halden GmbH,halden.example,CFO
""",
       "2026-03-02 person.job_changed joined domain:halden.example, left domain:kestrel.example, subject email:ana@halden.example",
       "tie email:ana@halden.example works_at domain:halden.example",
       "tie email:ana@halden.example works_at domain:kestrel.example",
       "trait domain:halden.example name = Halden GmbH",
       "trait domain:kestrel.example name = Kestrel",
       "trait email:ana@halden.example name = Ana Ruiz",
       "trait email:ana@halden.example title = CFO"),
    _f("outside/events", "fairs.csv", """
Happened on,Outside event,Organization,Domain,Country,Place
2026-03-02,New warehouse opened,Halden GmbH,halden.example,PT,Porto
2026-03-09,Spring trade fair,,,DE,Hannover
""",
       "2026-03-02 event.held subject domain:halden.example",
       "2026-03-09 event.held",
       "trait domain:halden.example name = Halden GmbH"),
    _f("outside/holidays", "days.csv", """
Date,Holiday,Country,Region
2026-05-14,Ascension Day,DE,
""",
       "2026-05-14 holiday.observed"),
    _f("nager/holidays", "publicholiday.DE.2026.csv", """
date,localName,name,countryCode,fixed,global,counties,launchYear,types
2026-01-06,Heilige Drei Könige,Epiphany,DE,False,False,DE-BW,1967,Public
""",
       "2026-01-06 holiday.observed"),
    _f("outside/weather", "weather.csv", """
Date,Place,Country,Weather,Temperature,Rain,Snow
2026-01-24,Porto,PT,heavy rain,11,42,0
""",
       "2026-01-24 weather.measured"),
    _f("noaa/weather", "3412345.csv", """
"STATION","NAME","DATE","AWND","PRCP","SNOW","TAVG","TMAX","TMIN","WT01"
"USW00094728","NY CITY CENTRAL PARK, NY US","2026-01-24",,"14.2","120",,"1.7","-4.9","1"
""",
       "2026-01-24 weather.measured"),
    _f("outside/sports", "matches.csv", """
Date,Sports event,Place,Country
2026-06-13,Opening match,Porto,PT
""",
       "2026-06-13 game.played"),
    _f("football-data/results", "E0.csv", """
Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR
E0,16/08/2025,12:30,Aston Villa,Newcastle,0,0,D
""",
       "2025-08-16 game.played"),
    # ── Salesforce ───────────────────────────────────────────────────────────────────────────────────
    _f("salesforce/accounts", "Account.csv", """
"Id","IsDeleted","MasterRecordId","Name","Type","ParentId","BillingCity","Website","Industry","OwnerId","CreatedDate","SystemModstamp","LastActivityDate"
"0015g00000AbCdEAAV","0","","Halden GmbH","Customer","0015g00000XyZzZAAV","Porto","https://www.halden.example","Retail","0055g000001AbCdAAK","2025-01-02T10:00:00.000Z","2026-01-02T10:00:00.000Z","2026-03-02"
"0015g00000DuPeEAAV","1","0015g00000AbCdEAAV","Halden","Customer","","","","Retail","0055g000001AbCdAAK","2025-01-02T10:00:00.000Z","2026-01-03T10:00:00.000Z",""
""",
       "same salesforce_account:0015g00000AbCdE domain:halden.example",
       "same salesforce_account:0015g00000AbCdE salesforce_account:0015g00000DuPeE",
       "tie salesforce_account:0015g00000XyZzZ parent_of salesforce_account:0015g00000AbCdE",
       "tie salesforce_user:0055g000001AbCd owns_account salesforce_account:0015g00000AbCdE",
       "trait salesforce_account:0015g00000AbCdE name = Halden GmbH",
       "trait salesforce_account:0015g00000AbCdE city = Porto"),
    _f("salesforce/accounts", "accounts-report.csv", """
"Account Owner","Account Name","Account ID","Account Type","Billing State/Province","Industry"
"Jo Lind","Halden GmbH","0015g00000AbCdE","Customer","Norte","Retail"
"Confidential Information - Do Not Distribute"
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
""",
       "trait salesforce_account:0015g00000AbCdE name = Halden GmbH",
       "trait salesforce_account:0015g00000AbCdE region = Norte",
       "tie salesforce_user:jo lind owns_account salesforce_account:0015g00000AbCdE"),
    _f("salesforce/contacts", "Contact.csv", """
ID,ISDELETED,MASTERRECORDID,ACCOUNTID,LASTNAME,FIRSTNAME,PHONE,MOBILEPHONE,REPORTSTOID,EMAIL,TITLE,OWNERID,CREATEDDATE,EMAILBOUNCEDDATE
0035g00000AbCdEAAV,false,,0015g00000AbCdEAAV,Ruiz,Ana,,+4930123456,0035g00000BoSsEAAV,ana@halden.example,CFO,0055g000001AbCdAAK,2025-01-02T10:00:00.000Z,2026-01-01
""",
       "same salesforce_contact:0035g00000AbCdE email:ana@halden.example",
       "tie salesforce_contact:0035g00000AbCdE works_at salesforce_account:0015g00000AbCdE",
       "tie salesforce_contact:0035g00000AbCdE reports_to salesforce_contact:0035g00000BoSsE",
       "trait salesforce_contact:0035g00000AbCdE bounced = yes",
       "trait salesforce_contact:0035g00000AbCdE name = Ana Ruiz"),
    _f("salesforce/opportunities", "Opportunity.csv", """
"Id","IsDeleted","AccountId","Name","StageName","Amount","Probability","CloseDate","Type","IsClosed","IsWon","CurrencyIsoCode","OwnerId","CreatedDate","ContactId"
"0065g00000AaAaAAAV","false","0015g00000AbCdEAAV","Relaunch","Signed","12000.0","100","2026-02-01","New","true","true","EUR","0055g000001AbCdAAK","2026-01-05T09:00:00.000Z","0035g00000AbCdEAAV"
"0065g00000BbBbBAAV","false","0015g00000AbCdEAAV","Second","Prospecting","500","10","2026-12-01","New","false","false","EUR","0055g000001AbCdAAK","2026-01-05T09:00:00.000Z",""
""",
       "2026-01-05T09:00 deal.opened contact salesforce_contact:0035g00000AbCdE, owner salesforce_user:0055g000001AbCd, subject salesforce_account:0015g00000AbCdE",
       "case deal:salesforce-0065g00000AaAaAAAV won 12000.00 of salesforce_account:0015g00000AbCdE",
       "case deal:salesforce-0065g00000BbBbBAAV open 500.00 of salesforce_account:0015g00000AbCdE"),
    _f("salesforce/opportunity-report", "report1.csv", """
"Opportunity Owner","Account Name","Opportunity Name","Stage","Fiscal Period","Amount Currency","Amount","Probability (%)","Close Date","Created Date","Next Step","Lead Source","Type"
"Jo Lind","Halden GmbH","Relaunch","Closed Won","Q1-2026","EUR","12,000.00","100%","15/02/2026","05/01/2026","","Web","New"
"Jo Lind","Okafor Foods","Second","Closed Lost","Q1-2026","EUR","500.00","0%","16/02/2026","05/01/2026","","Web","New"


"Deals of March"
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"Confidential Information - Do Not Distribute"
"Generated By: Jo Lind 01/03/2026 10:00"
"Veldhaven"
""",
       "case deal:salesforce-Relaunch @ Halden GmbH won 12000.00 of salesforce_account_name:halden gmbh",
       "case deal:salesforce-Second @ Okafor Foods lost 500.00 of salesforce_account_name:okafor foods",
       "2026-02-15 deal.won owner salesforce_user:jo lind, subject salesforce_account_name:halden gmbh"),
    _f("salesforce/leads", "Lead.csv", """
"Id","LastName","FirstName","Title","Company","Phone","Email","LeadSource","Status","IsConverted","ConvertedAccountId","ConvertedContactId","OwnerId","CreatedDate"
"00Q5g00000AbCdEAAV","Ruiz","Ana","CFO","Halden GmbH","","ana@halden.example","Web","Qualified","true","0015g00000AbCdEAAV","0035g00000AbCdEAAV","0055g000001AbCdAAK","2025-01-02T10:00:00.000Z"
""",
       "same salesforce_contact:0035g00000AbCdE salesforce_lead:00Q5g00000AbCdEAAV",
       "same salesforce_account:0015g00000AbCdE salesforce_lead_company:halden gmbh",
       "tie salesforce_contact:0035g00000AbCdE works_at salesforce_account:0015g00000AbCdE"),
    _f("salesforce/cases", "Case.csv", """
"Id","CaseNumber","Subject","Description","Status","Priority","Type","Reason","Origin","ContactId","AccountId","OwnerId","CreatedDate","ClosedDate"
"5005g00000AbCdEAAV","00001026","It stopped","","Closed","High","Problem","","Email","0035g00000AbCdEAAV","0015g00000AbCdEAAV","0055g000001AbCdAAK","2026-03-02T09:00:00.000Z","2026-03-03T10:00:00.000Z"
""",
       "case ticket:salesforce-00001026 closed of salesforce_account:0015g00000AbCdE",
       "2026-03-03T10:00 ticket.resolved agent salesforce_user:0055g000001AbCd, buyer salesforce_account:0015g00000AbCdE, requester salesforce_contact:0035g00000AbCdE"),
    _f("salesforce/cases", "cases-report.csv", """
"Case Owner","Account Name","Subject","Date/Time Opened","Age (Hours)","Open","Closed","Case Number","Status","Priority","Case Origin","Contact Name","Date/Time Closed"
"Jo Lind","Halden GmbH","It stopped","02/03/2026 09:00","25","0","1","00001027","Solved","High","Email","Ana Ruiz","13/03/2026 10:00"
"Confidential Information - Do Not Distribute"
""",
       "case ticket:salesforce-00001027 closed of salesforce_account_name:halden gmbh",
       "2026-03-13T10:00 ticket.resolved agent salesforce_user:jo lind, buyer salesforce_account_name:halden gmbh"),
    _f("salesforce/users", "User.csv", """
"Id","Username","LastName","FirstName","Name","Email","Title","IsActive"
"0055g000001AbCdAAK","jo@ours.example","Lind","Jo","Jo Lind","jo@ours.example","Sales","1"
""",
       "same salesforce_user:0055g000001AbCd email:jo@ours.example",
       "same salesforce_user:0055g000001AbCd salesforce_user:jo lind",
       "trait salesforce_user:0055g000001AbCd ours = yes"),
    _f("salesforce/tasks", "Task.csv", """
"Id","WhoId","WhatId","Subject","ActivityDate","Status","Type","OwnerId","AccountId"
"00T5g00000AbCdEAAV","0035g00000AbCdEAAV","0065g00000AaAaAAAV","Call Ana","2026-03-02","Completed","Call","0055g000001AbCdAAK","0015g00000AbCdEAAV"
"00T5g00000AbCdFAAV","0035g00000AbCdEAAV","","To do","2026-03-09","Not Started","Call","0055g000001AbCdAAK","0015g00000AbCdEAAV"
""",
       "2026-03-02 call.held owner salesforce_user:0055g000001AbCd, subject salesforce_account:0015g00000AbCdE, subject salesforce_contact:0035g00000AbCdE"),
    _f("salesforce/events", "Event.csv", """
"Id","WhoId","WhatId","Subject","StartDateTime","EndDateTime","OwnerId","AccountId"
"00U5g00000AbCdEAAV","00Q5g00000AbCdEAAV","","Visit","2026-03-02T14:00:00.000Z","2026-03-02T15:00:00.000Z","0055g000001AbCdAAK",""
""",
       "2026-03-02T14:00 meeting.held owner salesforce_user:0055g000001AbCd, subject salesforce_lead:00Q5g00000AbCdEAAV"),
    _f("salesforce/contact-roles", "OpportunityContactRole.csv", """
"Id","OpportunityId","ContactId","Role","IsPrimary"
"00K5g00000AbCdEAAV","0065g00000AaAaAAAV","0035g00000AbCdEAAV","Economic Buyer","true"
""",
       "trait salesforce_contact:0035g00000AbCdE buying_role = Economic Buyer",
       problems=("problem lookup.missing 0065g00000AaAaAAAV",)),
    _f("salesforce/contact-roles", "OpportunityContactRole-dated.csv", """
"Id","IsDeleted","OpportunityId","ContactId","Role","IsPrimary","CreatedDate"
"00K5g00000AbCdEAAV","false","0065g00000AaAaAAAV","0035g00000AbCdEAAV","Economic Buyer","false","2026-01-12T09:00:00.000Z"
"00K5g00000AbCdFAAV","true","0065g00000AaAaAAAV","0035g00000AbCdFAAV","Evaluator","false","2026-01-12T09:00:00.000Z"
""",
       "2026-01-12T09:00 deal.role_given contact salesforce_contact:0035g00000AbCdE",
       problems=("problem lookup.missing 0065g00000AaAaAAAV",)),
    _f("hubspot/deals", "hubspot-crm-exports-all-deals.csv", """
Record ID,Deal Name,Deal Stage,Create Date,Associated Company IDs (Primary),Associated Contact IDs,Associated Contact IDs (Champion),Associated Contact IDs (Economic buyer),Associated Contact IDs (Decision maker)
270402053365,Portal,qualifiedtobuy,2026-01-12 09:00,881,701;702;703;704,701,702;703,704;702
""",
       "2026-01-12T09:00 deal.role_given contact hubspot_contact:701, subject hubspot_company:881",
       "2026-01-12T09:00 deal.role_given contact hubspot_contact:702, contact hubspot_contact:703, contact hubspot_contact:704, subject hubspot_company:881"),
    _f("salesforce/opportunity-history", "OpportunityHistory.csv", """
OpportunityId,StageName,Amount,Probability,ExpectedRevenue,CreatedDate
0065g00000AaAaAAAV,Proposal,12000,50,6000,2026-01-20T09:00:00.000Z
""",
       "stage deal:salesforce-0065g00000AaAaAAAV Proposal 2026-01-20",
       "2026-01-20T09:00 deal.stage_changed"),
    _f("salesforce/case-history", "CaseHistory.csv", """
"Id","IsDeleted","CaseId","CreatedById","CreatedDate","Field","DataType","OldValue","NewValue"
"0175g00000AbCdEAAV","0","5005g00000AbCdEAAV","0055g000001AbCdAAK","2026-03-02T11:00:00.000Z","Status","Picklist","Working","Escalated"
"0175g00000AbCdFAAV","0","5005g00000AbCdEAAV","0055g000001AbCdAAK","2026-03-02T11:00:00.000Z","IsEscalated","Boolean","false","true"
"0175g00000AbCdGAAV","0","5005g00000AbCdEAAV","0055g000001AbCdAAK","2026-03-02T12:00:00.000Z","Priority","Picklist","Low","High"
""",
       # Whose ticket it is, only the file of cases says; until it is there, these rows are set aside.
       problems=("problem lookup.missing 5005g00000AbCdEAAV",)),
    _f("salesforce/contracts", "Contract.csv", """
"Id","AccountId","Status","StartDate","EndDate","ContractTerm","OwnerId","ContractNumber","Name"
"8005g00000AbCdEAAV","0015g00000AbCdEAAV","Activated","2025-03-01","2026-02-28","12","0055g000001AbCdAAK","00000100","Care"
"8005g00000AbCdFAAV","0015g00000AbCdEAAV","Draft","2026-03-01","2027-02-28","12","0055g000001AbCdAAK","00000101","Care"
""",
       "case contract:salesforce-00000100 won of salesforce_account:0015g00000AbCdE"),
    # ── Pipedrive ────────────────────────────────────────────────────────────────────────────────────
    _f("pipedrive/deals", "deals-1.csv", """
Deal - Territory,Deal - Pipeline,Deal - Stage,Organization - Customer segment,Deal - Title,Deal - Owner,Deal - Value,Organization - Name,Deal - Organization,Deal - Expected close date,Deal - Contact person,Deal - Status,Deal - Won time,Deal - Last stage change,Deal - Currency
North,Sales,Signed,A,Relaunch,Jo Lind,12000,Halden GmbH,Halden GmbH,2026-02-28,Ana Ruiz,Won,2026-02-01 09:00:00,2026-01-20 09:00:00,EUR
""",
       "case deal:pipedrive-Relaunch @ Halden GmbH won 12000.00 of pipedrive_organization:halden gmbh",
       "2026-02-01T09:00 deal.won contact pipedrive_person:ana ruiz @ halden gmbh, owner pipedrive_user:jo lind, subject pipedrive_organization:halden gmbh",
       "stage deal:pipedrive-Relaunch @ Halden GmbH Signed 2026-01-20"),
    _f("pipedrive/people", "people.csv", """
Person - Name,Person - Organization,Person - Email - Work,Person - Phone (Mobile),Person - Label,Person - Owner,Person - Creation date,Person - ID
Ana Ruiz,Halden GmbH,"ana@halden.example, ana.ruiz@halden.example",+4930123456,"VIP, Hot",Jo Lind,2025-01-02 09:00:00,17
""",
       "same pipedrive_person:ana ruiz @ halden gmbh email:ana.ruiz@halden.example",
       "tie pipedrive_person:ana ruiz @ halden gmbh works_at pipedrive_organization:halden gmbh",
       "tie pipedrive_user:jo lind owns_account pipedrive_person:ana ruiz @ halden gmbh"),
    _f("pipedrive/organizations", "organizations.csv", """
Organization - Name,Organization - Labels,Organization - Address,Organization - City/town/village/locality of Address,Organization - Owner,Organization - Creation date
Halden GmbH,Customer,"Rua 1, Porto",Porto,Jo Lind,2025-01-02
""",
       "trait pipedrive_organization:halden gmbh city = Porto",
       "tie pipedrive_user:jo lind owns_account pipedrive_organization:halden gmbh"),
    _f("pipedrive/activities", "activities.csv", """
Activity - Subject,Activity - Due date,Activity - Due time,Activity - Duration,Activity - Type,Activity - Done,Activity - Assigned to user,Activity - Note,Activity - Deal,Activity - Organization,Activity - Contact person
Call Ana,2026-03-02,09:30,00:30,Call,Done,Jo Lind,<p>She &amp; Bo will<br>buy</p>,Relaunch,Halden GmbH,Ana Ruiz
Later,2026-03-09,,,Call,To do,Jo Lind,,,Halden GmbH,
""",
       "2026-03-02T09:30 call.held owner pipedrive_user:jo lind, subject pipedrive_organization:halden gmbh, subject pipedrive_person:ana ruiz @ halden gmbh",
       "body She & Bo will buy"),
    _f("pipedrive/notes", "notes.csv", """
Note - Content,Note - Deal,Note - Organization,Note - Person,Note - User,Note - Add time
"<p>Wants &amp; needs a shelf</p>",Relaunch,Halden GmbH,Ana Ruiz,Jo Lind,2026-03-02 09:30:00
On the deal alone,Relaunch,,,Jo Lind,2026-03-03 09:30:00
""",
       "2026-03-02T09:30 activity.logged owner pipedrive_user:jo lind, subject pipedrive_organization:halden gmbh, subject pipedrive_person:ana ruiz @ halden gmbh",
       "2026-03-03T09:30 activity.logged owner pipedrive_user:jo lind",
       "body Wants & needs a shelf"),
    _f("pipedrive/leads", "leads.csv", """
Lead - ID,Lead - Title,Lead - Owner,Lead - Value,Lead - Currency,Lead - Contact person,Lead - Organization,Lead - Lead created,Person - Email - Work
a0e3b7f0-1b1c-11ee-9b1c-0242ac120002,Shelves,Jo Lind,900,EUR,Ana Ruiz,Halden GmbH,2026-03-02 09:30:00,ana@halden.example
""",
       "same pipedrive_person:ana ruiz @ halden gmbh email:ana@halden.example",
       "tie pipedrive_person:ana ruiz @ halden gmbh works_at pipedrive_organization:halden gmbh",
       "trait pipedrive_organization:halden gmbh lead = Shelves"),
    # ── Stripe, Xero, Chargebee ──────────────────────────────────────────────────────────────────────
    _f("stripe/customers", "customers.csv", """
id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend,Payment Count,Refunded Volume,Dispute Losses,seats (metadata)
cus_A1b2C3d4E5f6,,ap@halden.example,Halden GmbH,2025-01-02 09:00,false,pro,active,1200.00,12,0.00,0.00,5
cus_B1b2C3d4E5f6,,ana@gmail.com,Ana Ruiz,2025-01-02 09:00,true,free,,0.00,0,0.00,0.00,
""",
       "same stripe_customer:cus_A1b2C3d4E5f6 domain:halden.example",
       "trait email:ana@gmail.com name = Ana Ruiz",
       "trait email:ana@gmail.com delinquent = yes"),
    _f("stripe/invoices", "invoices.csv", """
id,Amount Due,Billing,Closed,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Subscription,Subtotal,Total Discount Amount,Tax,Tax Percent,Total,Amount Paid,Status
in_1A,119.00,send_invoice,false,eur,cus_A1b2C3d4E5f6,2026-03-02 09:00,2026-03-16 09:00,H-1,false,,100.00,0.00,19.00,19,119.00,19.00,open
in_1B,50.00,send_invoice,false,eur,cus_A1b2C3d4E5f6,2026-03-02 09:00,,H-2,false,,50.00,0.00,,,50.00,0,draft
""",
       "2026-03-02T09:00 invoice.issued 119.00 EUR buyer stripe_customer:cus_A1b2C3d4E5f6, payer stripe_customer:cus_A1b2C3d4E5f6",
       "case invoice:stripe-in_1A open 119.00 open 100.00"),
    _f("stripe/invoices", "invoices-2025.csv", """
id,Customer,Customer Name,Customer Email,Number,Status,Currency,Total,Tax,Amount Due,Amount Paid,Amount Remaining,Created (UTC),Finalized At (UTC),Due Date (UTC),Paid At (UTC)
in_1A,cus_A1b2C3d4E5f6,Halden GmbH,ap@halden.example,H-1,paid,eur,119.00,19.00,119.00,119.00,0.00,2026-03-01 09:00,2026-03-02 09:00,2026-03-16 09:00,2026-04-02 09:00
""",
       "2026-03-02T09:00 invoice.issued 119.00 EUR buyer stripe_customer:cus_A1b2C3d4E5f6, payer stripe_customer:cus_A1b2C3d4E5f6",
       "case invoice:stripe-in_1A paid 119.00 open 0.00 of stripe_customer:cus_A1b2C3d4E5f6"),
    _f("stripe/subscriptions", "subscriptions.csv", """
id,Customer ID,Customer Description,Customer Email,Customer Name,Plan,Product,Quantity,Currency,Interval,Amount,Status,Cancellation Reason,Created (UTC),Start (UTC),Current Period Start (UTC),Current Period End (UTC),Trial Start (UTC),Trial End (UTC),Canceled At (UTC),Ended At (UTC)
sub_1A,cus_A1b2C3d4E5f6,,ap@halden.example,Halden GmbH,price_1,Pro,5,eur,month,40.00,active,,2025-01-02 09:00,2025-01-02 09:00,2026-03-02 09:00,2026-04-02 09:00,,,,
sub_1B,cus_B1b2C3d4E5f6,,ana@gmail.com,Ana Ruiz,price_2,Solo,1,eur,year,90.00,canceled,too_expensive,2025-01-02 09:00,2025-01-02 09:00,2025-01-02 09:00,2026-01-02 09:00,,,2025-06-01 08:00,2026-01-02 09:00
sub_1C,cus_C1b2C3d4E5f6,,bo@kestrel.example,Kestrel,price_2,Solo,1,eur,year,90.00,incomplete_expired,,2025-01-02 09:00,2025-01-02 09:00,2025-01-02 09:00,2026-01-02 09:00,,,,
""",
       "case subscription:stripe-sub_1A open of stripe_customer:cus_A1b2C3d4E5f6",
       "case subscription:stripe-sub_1B closed",
       "same stripe_customer:cus_A1b2C3d4E5f6 domain:halden.example",
       "trait email:ana@gmail.com subscription = canceled",
       "trait stripe_customer:cus_A1b2C3d4E5f6 plan = Pro",
       "trait email:ana@gmail.com name = Ana Ruiz"),
    _f("stripe/subscriptions", "few-columns.csv", """
id,Customer ID,Status,Start Date (UTC)
sub_1A,cus_A1b2C3d4E5f6,past_due,2025-01-02 09:00
""",
       "case subscription:stripe-sub_1A open"),
    _f("stripe/payouts", "payouts.csv", """
id,Amount,Created (UTC),Currency,Livemode,Arrival Date (UTC),Source Type,Destination,Status,Type,Method,Description,Balance Transaction,Failure Balance Transaction,Failure Message,Failure Code,Statement Descriptor
po_1A,3930.14,2026-03-10 00:18,eur,true,2026-03-11 00:00,card,ba_1,paid,bank_account,standard,STRIPE PAYOUT,txn_1,,,,
"""),
    _f("limesurvey/responses", "results-survey123456.csv", """
"id","submitdate","lastpage","startlanguage","seed","token","startdate","datestamp","ipaddr","refurl","email","NPS","Q1[SQ001]","Q1[other]"
"1","2026-03-02 09:05:00","3","de","1234","","2026-03-02 09:00:00","2026-03-02 09:05:00","","","ana@halden.example","9","Disk",""
"2","","1","de","1235","","2026-03-02 09:00:00","2026-03-02 09:01:00","","","","","",""
""",
       "2026-03-02T09:05 survey.answered score 9 author email:ana@halden.example, subject email:ana@halden.example",
       "body Q1[SQ001]: Disk"),
    _f("limesurvey/responses", "results-full.csv", """
"Response ID","Date submitted","Last page","Start language","Seed","Date started","Date last action","How likely are you to recommend us?","What else?"
"1","2026-03-02 09:05:00","3","en","1234","2026-03-02 09:00:00","2026-03-02 09:05:00","7","Fine, thanks"
""",
       "2026-03-02T09:05 survey.answered score 7 author limesurvey_response:1 1234 2026-03-02 09:00:00 2026-03-02 09:05:00, subject limesurvey_response:1 1234 2026-03-02 09:00:00 2026-03-02 09:05:00",
       "body What else?: Fine, thanks"),
    _f("xero/invoices", "SalesInvoiceTemplate.csv", """
*ContactName,EmailAddress,POAddressLine1,POCity,PORegion,POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,InventoryItemCode,*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,TaxAmount,TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency,BrandingTheme
Halden GmbH,ap@halden.example,,,,,,INV-1,,13/02/2026,27/02/2026,,,Design,2,500.00,10,200,19%,,,,,,EUR,
""",
       "2026-02-13 invoice.issued EUR buyer xero_contact:halden gmbh, payer xero_contact:halden gmbh [Design 900.00]"),
    _f("xero/bills", "BillTemplate.csv", """
ContactName,EmailAddress,POAddressLine1,POCity,PORegion,POPostalCode,POCountry,InvoiceNumber,InvoiceDate,DueDate,Total,InventoryItemCode,Description,Quantity,UnitAmount,AccountCode,TaxType,TaxAmount,TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency
Paper Ltd,,,,,,,B-9,14/02/2026,28/02/2026,,,Paper,2,50.00,400,20%,,,,,,EUR
"""),
    _f("chargebee/invoices", "Invoices.csv", """
Invoice Number,Customer ID,Customer Name,Customer Email,Plan Name,Total,Tax Amount,Status,Invoice Date,Due Date
7,C-1,Halden GmbH,ap@halden.example,Pro,119.00,19.00,Paid,2026-03-02,2026-03-16
8,C-1,Halden GmbH,ap@halden.example,Pro,10.00,,Voided,2026-03-02,2026-03-16
""",
       "2026-03-02 invoice.issued 119.00 buyer chargebee_customer:c-1, payer chargebee_customer:c-1",
       "case invoice:chargebee-7 paid 119.00 of chargebee_customer:c-1"),
    # ── QuickBooks ───────────────────────────────────────────────────────────────────────────────────
    _f("quickbooks/sales", "Sales by Customer Detail.csv", """
Sales by Customer Detail,,,,,,,,,
Veldhaven,,,,,,,,,
"January - March, 2026",,,,,,,,,

,Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance
Halden GmbH,,,,,,,,,
,03/20/2026,Invoice,1001,Design,Draft,2,500.00,"1,000.00","1,000.00"
,03/20/2026,Invoice,1001,Print,,1,200.00,200.00,"1,200.00"
Total for Halden GmbH,,,,,,3,,"$1,200.00",
Okafor:Drive AM,,,,,,,,,
,03/21/2026,Credit Memo,1002,Design,,-1,100.00,(100.00),(100.00)
Total for Okafor:Drive AM,,,,,,,,$(100.00),
TOTAL,,,,,,,,"$1,100.00",
""",
       "2026-03-20 invoice.issued buyer quickbooks_customer:halden gmbh, payer quickbooks_customer:halden gmbh [Draft 1000.00; Print 200.00]",
       "2026-03-21 refund.made buyer quickbooks_customer:okafor, payer quickbooks_customer:okafor [Design -100.00]",
       "case project:drive am@okafor None of quickbooks_customer:okafor", locale="en_US"),
    _f("quickbooks/sales", "sales-flat.csv", """
Customer full name,Transaction date,Transaction type,Num,Product/Service full name,Description,Quantity,Sales price,Amount,Balance
Halden GmbH,20/03/2026,Invoice,1001,Design,Draft,2,500.00,"1,000.00","1,000.00"
Halden GmbH,20/03/2026,Invoice,1001,Print,,1,200.00,200.00,"1,200.00"
""",
       "2026-03-20 invoice.issued buyer quickbooks_customer:halden gmbh, payer quickbooks_customer:halden gmbh [Draft 1000.00; Print 200.00]"),
    _f("quickbooks/invoices", "Open Invoices.csv", """
Date,Num,Customer,Due Date,Amount,Open Balance
20/03/2026,1001,Halden GmbH:Relaunch,03/04/2026,1200.00,200.00
21/03/2026,1003,Okafor,04/04/2026,100.00,0.00
""",
       "2026-03-20 invoice.issued 1200.00 buyer quickbooks_customer:halden gmbh, payer quickbooks_customer:halden gmbh",
       "2026-03-21 invoice.issued 100.00 buyer quickbooks_customer:okafor, payer quickbooks_customer:okafor",
       "case invoice:quickbooks-1001 open 1200.00 open 200.00 of quickbooks_customer:halden gmbh",
       "case invoice:quickbooks-1003 paid 100.00 open 0.00 of quickbooks_customer:okafor"),
    _f("quickbooks/invoices", "Open Invoices grouped.csv", """
Veldhaven,,,,,,
Open Invoices,,,,,,

,Date,Transaction Type,Num,Term,Due Date,Open Balance
Halden GmbH,,,,,,
,20/03/2026,Invoice,1001,Net 14,03/04/2026,200.00
Total for Halden GmbH,,,,,,$200.00
TOTAL,,,,,,$200.00
""",
       "case invoice:quickbooks-1001 open open 200.00 of quickbooks_customer:halden gmbh"),
    _f("quickbooks/journal", "Journal.csv", """
Date,Transaction Type,Num,Name,Memo/Description,Account,Debit,Credit
20/03/2026,Invoice,1001,Halden GmbH:Relaunch,,Accounts Receivable (A/R),"1,200.00",
,,,Halden GmbH:Relaunch,Draft,Sales,,"1,200.00"
,,,,,,"$1,200.00","$1,200.00"
25/03/2026,Payment,77,Halden GmbH,,Undeposited Funds,"1,000.00",
,,,Halden GmbH,,Accounts Receivable (A/R),,"1,000.00"
,,,,,,"$1,000.00","$1,000.00"
26/03/2026,Bill,B-1,Paper Ltd,,Accounts Payable (A/P),,50.00
TOTAL,,,,,,"$2,200.00","$2,200.00"
""",
       "2026-03-20 invoice.issued 1200.00 buyer quickbooks_customer:halden gmbh, payer quickbooks_customer:halden gmbh",
       "2026-03-25 payment.received 1000.00 buyer quickbooks_customer:halden gmbh, payer quickbooks_customer:halden gmbh"),
    _f("quickbooks/transactions", "Transaction Detail by Account.csv", """
Transaction Detail by Account,,,,,,,,
Veldhaven,,,,,,,,
March 2026,,,,,,,,

,Date,Transaction Type,Num,Name,Memo/Description,Split,Amount,Balance
Accounts Receivable (A/R),,,,,,,,
,20/03/2026,Invoice,1004,Okafor Foods:Site,,-Split-,300.00,300.00
,25/03/2026,Payment,78,Okafor Foods,,Undeposited Funds,-300.00,0.00
,26/03/2026,Credit Memo,79,Okafor Foods,,Sales,(50.00),(50.00)
Total for Accounts Receivable (A/R),,,,,,,$(50.00),
Sales,,,,,,,,
,20/03/2026,Invoice,1004,Okafor Foods:Site,Draft,Accounts Receivable (A/R),300.00,300.00
Total for Sales,,,,,,,$300.00,
""",
       "2026-03-20 invoice.issued 300.00 buyer quickbooks_customer:okafor foods, payer quickbooks_customer:okafor foods",
       "2026-03-25 payment.received 300.00 buyer quickbooks_customer:okafor foods, payer quickbooks_customer:okafor foods",
       "2026-03-26 refund.made -50.00 buyer quickbooks_customer:okafor foods, payer quickbooks_customer:okafor foods"),
    _f("quickbooks/transactions", "transactions-flat.csv", """
Date,Transaction Type,Num,Name,Memo/Description,Account,Split,Amount
20/03/2026,Invoice,1005,Okafor Foods,,Accounts Receivable (A/R),Sales,310.00
20/03/2026,Bill,B-1,Paper Ltd,,Accounts Payable (A/P),Supplies,20.00
""",
       "2026-03-20 invoice.issued 310.00 buyer quickbooks_customer:okafor foods, payer quickbooks_customer:okafor foods"),
    # ── time and projects ────────────────────────────────────────────────────────────────────────────
    _f("harvest/invoices", "harvest_invoice_report.csv", """
Issue Date,Last Payment Date,ID,PO Number,Client,Subject,Invoice Amount,Paid Amount,Balance,Subtotal,Discount,Tax,Tax2,Currency,Currency Symbol,Document Type,Client Address
2026-03-02,2026-03-20,I-1,,Halden GmbH,March,119.00,119.00,0.00,100.00,0.00,19.00,0.00,Euro - EUR,€,Invoice,
""",
       "2026-03-02 invoice.issued 119.00 EUR buyer harvest_client:halden gmbh, payer harvest_client:halden gmbh",
       "2026-03-20 payment.received 119.00 EUR buyer harvest_client:halden gmbh, payer harvest_client:halden gmbh",
       "case invoice:harvest-I-1 paid 119.00 open 0.00 of harvest_client:halden gmbh"),
    _f("harvest/expenses", "harvest_expenses.csv", """
Date,Client,Project,Category,Notes,Cost,Currency,Billable?,First Name,Last Name,Email
2026-03-02,Halden GmbH,Relaunch,Travel,Train,80.00,Euro - EUR,Yes,Jo,Lind,jo@veldhaven.example
""",
       "2026-03-02 expense.made EUR cost 80.00 buyer harvest_client:halden gmbh, worker harvest_user:jo lind"),
    _f("harvest/clients", "harvest_clients.csv", """
Client Name,Address
Halden GmbH,"Rua 1, Porto"
""",
       "trait harvest_client:halden gmbh name = Halden GmbH"),
    _f("toggl/time", "Toggl_time_entries_2026-03.csv", """
\ufeffUser,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount (USD)
Jo Lind,jo@veldhaven.example,Halden GmbH,Relaunch,,Draft,Yes,2026-03-02,09:30:00,2026-03-02,11:00:00,01:30:00,,150.00
""",
       "2026-03-02T09:30 time.logged USD 1.50h buyer toggl_client:halden gmbh, worker email:jo@veldhaven.example",
       "case project:relaunch@halden None of toggl_client:halden gmbh"),
    _f("toggl/time", "Toggl_no_currency.csv", """
User,Email,Client,Project,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount ()
Jo Lind,jo@veldhaven.example,Halden GmbH,Relaunch,Draft,No,2026-03-02,09:30:00,2026-03-02,11:00:00,01:30:00,,
""",
       "2026-03-02T09:30 time.logged 1.50h buyer toggl_client:halden gmbh, worker email:jo@veldhaven.example"),
    _f("toggl/time", "TogglTrack_Report_Detailed.csv", """
Description,Duration,Member,Email,Project,Client,Tags,Start date,Start time,Stop date,Stop time,Billable
Draft,01:30:00,Jo Lind,jo@veldhaven.example,Relaunch,Halden GmbH,,2026-03-02,09:30:00,2026-03-02,11:00:00,Yes
""",
       "2026-03-02T09:30 time.logged 1.50h buyer toggl_client:halden gmbh, worker email:jo@veldhaven.example"),
    _f("clockify/time", "Clockify_Time_Report_Detailed.csv", """
Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time,Duration (h),Duration (decimal),Billable Rate (USD),Billable Amount (USD),Cost Rate (USD),Cost Amount (USD),Profit (USD)
Relaunch,Halden GmbH,Draft,,Jo Lind,,jo@veldhaven.example,,Yes,03/16/2026,10:00:00 AM,03/16/2026,11:30:00 AM,01:30:00,1.50,100.00,150.00,40.00,60.00,90.00
Total,,,,,,,,,,,,,01:30:00,1.50,,150.00,,60.00,90.00
""",
       "2026-03-16T10:00 time.logged USD 1.50h cost 60.00 buyer clockify_client:halden gmbh, worker email:jo@veldhaven.example"),
    _f("clockify/time", "Clockify_EUR.csv", """
Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time,Duration (h),Duration (decimal),Billable Rate (EUR),Billable Amount (EUR)
Relaunch,Halden GmbH,Draft,,Jo Lind,,jo@veldhaven.example,,No,16/03/2026,10:00:00,16/03/2026,11:30:00,01:30:00,1.50,0.00,0.00
""",
       "2026-03-16T10:00 time.logged EUR 1.50h buyer clockify_client:halden gmbh, worker email:jo@veldhaven.example"),
    _f("kimai/time", "kimai-export.csv", """
Date,From,To,Duration,Currency,Price,Internal price,Hourly rate,Fixed rate,Name,Username,Customer,Project,Activity,Description,Billable,Tags
2026-03-02,09:30,11:00,1:30,EUR,150.00,60.00,100.00,,Jo Lind,jo,Halden GmbH,Relaunch,Design,Draft,Yes,
""",
       "2026-03-02T09:30 time.logged EUR 1.50h cost 60.00 buyer kimai_client:halden gmbh, worker kimai_user:jo lind"),
    # ── support ──────────────────────────────────────────────────────────────────────────────────────
    _f("zendesk/tickets", "tickets-in-a-view.csv", """
ID,Subject,Requester,Requested,Type,Priority,Status,Updated,Group,Assignee
4713,Again,Ana Ruiz,2026-03-05 09:00:00,Problem,High,Open,2026-03-06 09:00:00,Support,Jo Lind
""",
       "case ticket:zendesk-4713 open"),
    _f("zendesk/tickets", "tickets.json", """
{"id": 4720, "subject": "It stopped", "status": "solved", "type": "problem", "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-03T10:00:00Z", "requester": {"id": 36, "name": "Ana Ruiz", "email": "ana@halden.example"}, "assignee": {"id": 1, "name": "Jo Lind"}, "organization": {"id": 5, "name": "Halden"}, "metric_set": {"reply_time_in_minutes": {"calendar": 45, "business": 30}, "solved_at": "2026-03-03T09:00:00Z", "reopens": 0}, "comments": [{"id": 1, "body": "It stopped"}]}
""",
       "2026-03-02T09:45 ticket.replied agent zendesk_agent:jo lind, buyer zendesk_organization:halden, requester email:ana@halden.example",
       "2026-03-03T09:00 ticket.resolved agent zendesk_agent:jo lind, buyer zendesk_organization:halden, requester email:ana@halden.example",
       "case ticket:zendesk-4720 closed of zendesk_organization:halden"),
    _f("freshdesk/tickets", "tickets.csv", """
Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,Last update time,Initial response time,Time tracked,First response time (in hrs),Resolution time (in hrs),Agent interactions,Customer interactions,Resolution status,First response status,Tags,Survey results,Full name,Title,Email,Work phone,Contact ID,Company Name
4711,It stopped,Closed,High,Email,Problem,Jo Lind,Support,2026-03-02 09:00:00,2026-03-04 09:00:00,2026-03-03 09:00:00,2026-03-03 10:00:00,2026-03-03 10:00:00,2026-03-02 09:45:00,00:00,,,1,2,Within SLA,Within SLA,,,Ana Ruiz,CFO,ana@halden.example,,881,Halden GmbH
""",
       "2026-03-02T09:45 ticket.replied agent freshdesk_agent:jo lind, buyer freshdesk_company:halden gmbh, requester email:ana@halden.example",
       "case ticket:freshdesk-4711 closed of freshdesk_company:halden gmbh"),
    _f("freshdesk/tickets", "freshservice.csv", """
Ticket Id,Subject,Status,Priority,Urgency,Impact,Source,Agent,Created Time,Resolved Time,Last Updated Time,Requester Name,Requester Email,Category,Survey Result
5,It stopped,Open,Low,Low,Low,Portal,No Agent,2026-03-02 09:00:00,,2026-03-03 10:00:00,Ana Ruiz,ana@halden.example,Hardware,
""",
       "case ticket:freshdesk-5 open of domain:halden.example",
       "2026-03-02T09:00 ticket.opened buyer domain:halden.example, requester email:ana@halden.example"),
    _f("intercom/conversations", "conversations.csv", """
Conversation ID,Conversation started at (UTC),User name,User email,Company name,Teammate currently assigned,Conversation state,First response time (seconds),Conversation rating
99,2026-03-02 09:00:00,Ana Ruiz,ana@halden.example,Halden GmbH,Jo Lind,closed,600,5
""",
       "2026-03-02T09:10 ticket.replied agent intercom_teammate:jo lind, buyer intercom_company:halden gmbh, requester email:ana@halden.example",
       "case ticket:intercom-99 closed of intercom_company:halden gmbh"),
    # ── surveys ──────────────────────────────────────────────────────────────────────────────────────
    _f("surveymonkey/responses", "survey.csv", """
Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,"How likely are you to recommend
us?",What do you use?,,Anything else?
,,,,,,,,,Response,Disk,Tape,Open-Ended Response
118,7,2026-03-02 09:00:00,2026-03-02 09:05:00,,ana@halden.example,Ana,Ruiz,,9,Disk,Tape,All fine
""",
       "2026-03-02T09:05 survey.answered score 9 author email:ana@halden.example, subject email:ana@halden.example",
       "body What do you use?: Disk: Disk\nWhat do you use?: Tape: Tape\nAnything else?: All fine"),
    _f("typeform/responses", "responses.csv", """
#,How likely are you to recommend us?,What is your e-mail?,Which products?,Start Date (UTC),Submit Date (UTC),Network ID
abc123,8,ana@halden.example,Disk / Tape,2026-03-02 09:00:00,2026-03-02 09:05:00,n1
""",
       "2026-03-02T09:05 survey.answered score 8 author email:ana@halden.example, subject email:ana@halden.example",
       "body Which products?: Disk / Tape\nNetwork ID: n1"),
    _f("typeform/responses", "responses-new.csv", """
#,Anything?,Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network ID,Tags
abc123,Fine,completed,2026-03-02 09:00:00,,2026-03-02 09:05:00,n1,
""",
       "2026-03-02T09:05 survey.answered author typeform_response:abc123, subject typeform_response:abc123"),
    _f("google-forms/responses", "form.csv", """
Timestamp,Email Address,Would you recommend us?,What?
2024/03/01 10:00:00 AM GMT+1,ana@halden.example,yes,"Disk, Tape"
""",
       "2024-03-01T09:00 survey.answered author email:ana@halden.example, subject email:ana@halden.example",
       "body What?: Disk, Tape"),
    _f("google-forms/responses", "anonymous.csv", """
Timestamp,Would you recommend us?,What?
2024/03/01 10:00:00 AM GMT+1,9,"Disk, Tape"
""",
       "2024-03-01T09:00 survey.answered score 9",
       "body What?: Disk, Tape"),
    _f("qualtrics/responses", "qualtrics.csv", """
StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,RecipientLastName,RecipientFirstName,RecipientEmail,ExternalReference,LocationLatitude,LocationLongitude,DistributionChannel,UserLanguage,Q1
Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,Recipient Last Name,Recipient First Name,Recipient Email,External Data Reference,Location Latitude,Location Longitude,Distribution Channel,User Language,Would you recommend us?
"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""status""}","{""ImportId"":""ipAddress""}","{""ImportId"":""progress""}","{""ImportId"":""duration""}","{""ImportId"":""finished""}","{""ImportId"":""recordedDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""recipientLastName""}","{""ImportId"":""recipientFirstName""}","{""ImportId"":""recipientEmail""}","{""ImportId"":""externalDataReference""}","{""ImportId"":""locationLatitude""}","{""ImportId"":""locationLongitude""}","{""ImportId"":""distributionChannel""}","{""ImportId"":""userLanguage""}","{""ImportId"":""QID1""}"
2026-03-02 09:00:00,2026-03-02 09:05:00,0,,100,300,1,2026-03-02 09:05:01,R_2YPOQ602ER1jkf1,Ruiz,Ana,ana@halden.example,,,,email,EN,10
2026-03-02 09:00:00,2026-03-02 09:05:00,1,,100,300,1,2026-03-02 09:05:01,R_3YPOQ602ER1jkf1,,,,,,,preview,EN,3
""",
       "2026-03-02T09:05 survey.answered score 10 author email:ana@halden.example, subject email:ana@halden.example"),
    _f("qualtrics/responses-legacy", "legacy.csv", """
V1,V2,V3,V4,V5,V6,V7,V8,V9,V10,Q1,LocationLatitude,
ResponseID,ResponseSet,Name,ExternalDataReference,EmailAddress,IPAddress,Status,StartDate,EndDate,Finished,What do you think?,LocationLatitude,
R_2YPOQ602ER1jkf1,Default,Ana Ruiz,,ana@halden.example,,0,2026-03-02 09:00:00,2026-03-02 09:05:00,1,Fine,,
""",
       "2026-03-02T09:05 survey.answered author email:ana@halden.example, subject email:ana@halden.example",
       "body Q1: What do you think?: Fine"),
    # ── address books and LinkedIn ───────────────────────────────────────────────────────────────────
    _f("google/contacts", "contacts.csv", """
First Name,Middle Name,Last Name,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value
Ana,,Ruiz,,,Halden GmbH,CFO,,,,,* myContacts ::: Rotary,* Work,ana@halden.example ::: ana.ruiz@halden.example,Mobile,+49 30 123456
""",
       "same email:ana@halden.example email:ana.ruiz@halden.example",
       "same email:ana@halden.example phone:+4930123456",
       "tie email:ana@halden.example works_at google_organization:halden gmbh",
       "trait email:ana@halden.example labels = Rotary"),
    _f("google/contacts", "google-old.csv", """
Name,Given Name,Additional Name,Family Name,Name Prefix,Nickname,Birthday,Notes,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Organization 1 - Name,Organization 1 - Title
Ana Ruiz,Ana,,Ruiz,,,,,* myContacts,* ,ana@halden.example,Halden GmbH,CFO
""",
       "tie email:ana@halden.example works_at google_organization:halden gmbh",
       "trait email:ana@halden.example title = CFO", encoding="utf-16"),
    _f("google/contacts", "google-relations.csv", """
First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Relation 1 - Label,Relation 1 - Value,Relation 2 - Label,Relation 2 - Value
Ana,Ruiz,Halden GmbH,* myContacts,Work,ana@halden.example,Assistant,Bo Berg,Referred by,Priya Nair
""",
       "trait email:ana@halden.example referred_by = Priya Nair"),
    _f("own/referrals", "referrals.csv", """
Referred on,Referred by,Referred by e-mail,Customer,Customer domain,Customer e-mail,Thanked on
2026-03-02,Priya Nair,priya@kade.example,Halden GmbH,halden.example,ana@halden.example,2026-03-09
2026-04-01,Bo Berg,,Orrin,,,
""",
       "2026-03-02 referral.made author email:priya@kade.example, subject domain:halden.example",
       "2026-03-09 thanks.given recipient email:priya@kade.example",
       "2026-04-01 referral.made author own_referrer:bo berg, subject own_customer:orrin",
       "tie domain:halden.example referred_by email:priya@kade.example",
       "tie email:ana@halden.example works_at domain:halden.example",
       "trait own_referrer:bo berg name = Bo Berg"),
    _f("outlook/contacts", "outlook.csv", """
Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business City,Business Country/Region,Business Phone,Mobile Phone,E-mail Address,E-mail Type,E-mail Display Name,Categories,Manager's Name,Birthday,Notes
,Ana,,Ruiz,,Halden GmbH,,CFO,,Porto,Portugal,,+49 30 123456,ana@halden.example,SMTP,Ana Ruiz,,Bo Berg,0/0/00,
,Bo,,Berg,,Halden GmbH,,CEO,,,,,,/o=Halden/cn=bo,EX,Bo Berg,,,0/0/00,
""",
       "same email:ana@halden.example phone:+4930123456",
       "tie email:ana@halden.example reports_to outlook_contact:bo berg halden gmbh",
       "trait outlook_contact:bo berg halden gmbh title = CEO", encoding="cp1252"),
    _f("linkedin/connections", "Connections.csv", """
Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing. You will only see email addresses for connections who have allowed this."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ana,Ruiz,https://www.linkedin.com/in/Ana-Ru%C3%ADz/,,Halden GmbH,CFO,12 Mar 2024
""",
       "tie linkedin_archive:owner of the archive knows profile:linkedin.com/in/ana-ruíz",
       "tie profile:linkedin.com/in/ana-ruíz works_at linkedin_company:halden gmbh"),
    _f("linkedin/invitations", "Invitations.csv", """
From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl
Ana Ruiz,Jo Lind,"9/5/26, 1:12 AM",Hello,INCOMING,https://www.linkedin.com/in/ana-ruiz,https://www.linkedin.com/in/jo-lind
""",
       "2026-09-05T01:12 invitation.sent recipient profile:linkedin.com/in/jo-lind, sender profile:linkedin.com/in/ana-ruiz"),
    _f("linkedin/messages", "messages.csv", """
CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER
2-a,,Ana Ruiz,https://www.linkedin.com/in/ana-ruiz,"Jo Lind, Bo Berg","https://www.linkedin.com/in/jo-lind,https://www.linkedin.com/in/bo-berg",2026-08-01 02:00:00 UTC,,Can we talk?,INBOX
""",
       "2026-08-01T02:00 message.sent recipient profile:linkedin.com/in/bo-berg, recipient profile:linkedin.com/in/jo-lind, sender profile:linkedin.com/in/ana-ruiz"),
    _f("linkedin/messages", "messages_1.csv", """
CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER
2-a,,Ana Ruiz,https://www.linkedin.com/in/ana-ruiz,Jo Lind,2026-08-01 02:00:00 UTC,Hi,"He said \\"yes\\", twice",INBOX
""",
       "2026-08-01T02:00 message.sent recipient linkedin_name:jo lind, sender profile:linkedin.com/in/ana-ruiz",
       'body He said "yes", twice'),
    _f("linkedin/recommendations-received", "Recommendations_Received.csv", """
First Name,Last Name,Company,Job Title,Text,Creation Date,Status
Ana,Ruiz,Halden GmbH,CFO,Very good,"09/05/26, 01:12 AM",VISIBLE
""",
       "2026-09-05T01:12 recommendation.written author linkedin_name:ana ruiz halden gmbh, subject linkedin_archive:owner of the archive"),
    _f("linkedin/recommendations-given", "Recommendations_Given.csv", """
First Name,Last Name,Company,Job Title,Text,Creation Date,Status
Ana,Ruiz,Halden GmbH,CFO,Very good,"09/05/26, 01:12 AM",VISIBLE
""",
       "2026-09-05T01:12 recommendation.written author linkedin_archive:owner of the archive, subject linkedin_name:ana ruiz halden gmbh"),
    _f("linkedin/positions", "Positions.csv", """
Company Name,Title,Description,Location,Started On,Finished On
Halden GmbH,Consultant,,Porto,Mar 2019,2022
""",
       "tie linkedin_archive:owner of the archive works_at linkedin_company:halden gmbh"),
    # ── marketing and shops ──────────────────────────────────────────────────────────────────────────
    _f("mailchimp/members", "subscribed_members_export_1a.csv", '''
Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS
ana@halden.example,Ana,Ruiz,4,,,2025-01-02 09:00:00,192.0.2.1,,,,,,PT,,2026-01-02 09:00:00,101,e1,,"""VIP"",""Blog"""
''',
       "trait email:ana@halden.example consent_at = 2025-01-02 09:00:00",
       'trait email:ana@halden.example tags = "VIP","Blog"'),
    _f("mailchimp/members", "unsubscribed_members_export_1a.csv", """
Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,CC,REGION,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,LAST_CHANGED,LEID,EUID,NOTES
bo@halden.example,Bo,Berg,2,,,2025-01-02 09:00:00,,,,2026-03-02 09:00:00,March,c1,NORMAL,,2026-03-02 09:00:00,102,e2,
""",
       "trait email:bo@halden.example do_not_contact = yes",
       "2026-03-02T09:00 campaign.unsubscribed subject email:bo@halden.example"),
    _f("mailchimp/cleaned", "cleaned_members_export_1a.csv", """
Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,CC,LAST_CHANGED,LEID,EUID
bo@halden.example,Bo,Berg,2,,,2025-01-02 09:00:00,,,2026-03-02 09:00:00,102,e2
""",
       "trait email:bo@halden.example bounced = yes"),
    _f("mailchimp/nonsubscribed", "nonsubscribed_members_export_1a.csv", """
Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,CC,LAST_CHANGED,LEID,EUID
bo@halden.example,Bo,Berg,2,,,,,,2026-03-02 09:00:00,102,e2
""",
       "trait email:bo@halden.example do_not_contact = yes"),
    _f("mailchimp/campaigns", "campaigns.csv", """
Title,Subject,List,Send Date,Send Weekday,Total Recipients,Successful Deliveries,Soft Bounces,Hard Bounces,Unique Opens,Open Rate,Unique Clicks,Click Rate,Unsubscribes,Folder Id,Unique Id,Total Revenue
March,News,Clients,"Mar 02, 2026 09:00 am",Monday,100,98,1,1,40,40.8%,5,5.1%,1,,u1,0
""",
       "2026-03-02T09:00 campaign.sent", "case campaign:mailchimp-u1 None"),
    _f("klaviyo/campaigns", "klaviyo.csv", """
Campaign Name,Tags,Subject,List,Send Time,Send Weekday,Total Recipients,Unique Placed Order,Placed Order Rate,Revenue,Unique Opens,Open Rate,Total Opens,Unique Clicks,Click Rate,Total Clicks,Unsubscribes,Spam Complaints,Spam Complaints Rate,Successful Deliveries,Bounces,Bounce Rate,Campaign ID,Campaign Channel
March,,News,Clients,2026-03-02 09:00:00,Monday,100,2,2%,120.00,40,40%,60,5,5%,7,1,0,0%,98,2,2%,K1,email
""",
       "2026-03-02T09:00 campaign.sent", "case campaign:klaviyo-K1 None"),
    _f("shopify/orders", "orders_export.csv", """
Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Company,Billing City,Cancelled at,Refunded Amount,Id,Lineitem discount,Phone
#1001,ana@halden.example,paid,2026-03-12 09:14:02 +0000,EUR,100.00,5.00,19.00,119.00,2026-03-12 09:14:02 +0000,2,Disk,40.00,D-1,Ana Ruiz,Halden GmbH,Porto,,19.00,1,0.00,'+4930123456
#1001,ana@halden.example,,,,,,,,2026-03-12 09:14:02 +0000,1,Tape,20.00,T-1,,,,,,,0.00,
#1002,bo@gmail.com,voided,,EUR,10.00,0,0,10.00,2026-03-13 09:14:02 +0000,1,Disk,10.00,D-1,Bo,,,2026-03-14 09:00:00 +0000,0.00,2,0.00,
""",
       "2026-03-12T09:14 order.placed 119.00 EUR buyer email:ana@halden.example, buyer shopify_company:halden gmbh, payer email:ana@halden.example, payer shopify_company:halden gmbh [Disk 80.00; Tape 20.00]",
       "2026-03-12T09:14 refund.made -19.00 EUR buyer email:ana@halden.example, buyer shopify_company:halden gmbh, payer email:ana@halden.example, payer shopify_company:halden gmbh"),
    _f("shopify/customers", "customers_export.csv", """
Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address City,Default Address Country Code,Default Address Zip,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt
'123,Ana,Ruiz,ana@halden.example,no,Halden GmbH,Porto,PT,4000,'+4930123456,no,119.00,1,vip,,no
""",
       "same email:ana@halden.example shopify_customer:123",
       "trait email:ana@halden.example do_not_contact = yes",
       "tie email:ana@halden.example works_at shopify_company:halden gmbh"),
    _f("shopify/customers", "customers_old.csv", """
First Name,Last Name,Email,Accepts Marketing,Company,Address1,City,Province Code,Country Code,Zip,Phone,Total Spent,Total Orders,Tags,Note,Tax Exempt
Ana,Ruiz,ana@halden.example,yes,,,Porto,,PT,4000,,119.00,1,,,no
""",
       "tie email:ana@halden.example works_at domain:halden.example"),
    _f("jobber/quotes", "quotes.csv", """
Quotes Report,,,,,,,,,,,,
,,,,,,,,,,,,
Quote #,Client name,Client email,Client phone,Property,Title,Status,Created date,Sent date,Approved date,Converted date,Total ($),Salesperson
7,Halden GmbH,ap@halden.example,,Rua 1,New roof,Converted,2026-03-01,2026-03-02,2026-03-05,2026-03-06,"1,200.00",Jo Lind
""",
       "2026-03-02 proposal.sent contact email:ap@halden.example, owner jobber_user:jo lind, recipient jobber_client:halden gmbh",
       "case deal:jobber-7 won 1200.00 of jobber_client:halden gmbh"),
)
