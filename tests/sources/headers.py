"""Headers of known exports as published, with one row of cells where the cells are a sign."""

from __future__ import annotations

XERO = (
    "ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,"
    "PORegion,POPostalCode,POCountry,SAAddressLine1,SAAddressLine2,SAAddressLine3,SAAddressLine4,SACity,"
    "SARegion,SAPostalCode,SACountry,InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,"
    "TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,Quantity,UnitAmount,"
    "Discount,LineAmount,AccountCode,TaxType,TaxAmount,TrackingName1,TrackingOption1,TrackingName2,"
    "TrackingOption2,Currency,Type,Sent,Status"
)
XERO_TEMPLATE = (
    "*ContactName,EmailAddress,POAddressLine1,POCity,PORegion,POPostalCode,POCountry,*InvoiceNumber,"
    "Reference,*InvoiceDate,*DueDate,Total,InventoryItemCode,*Description,*Quantity,*UnitAmount,Discount,"
    "*AccountCode,*TaxType,TaxAmount,TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,"
    "Currency,BrandingTheme"
)
HARVEST = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,Approved?,"
    "First Name,Last Name,Employee Id,Roles,Teams,Employee?,Billable Rate,Billable Amount,Cost Rate,"
    "Cost Amount,Currency,External Reference URL"
)
HARVEST_SHORT = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,First Name,Last Name,Roles,"
    "Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL"
)
HUBSPOT_CONTACTS = (
    "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company Name,"
    "Contact owner,Lifecycle Stage,Lead Status,Create Date,Last Activity Date,Original Source,City,"
    "State/Region,Country/Region,Website URL,Unsubscribed from all email,Associated Company,"
    "Associated Company IDs,Associated Company (Primary),Associated Company IDs (Primary),"
    "Associated Note,Associated Email"
)
HUBSPOT_CONTACTS_ES = "ID de registro,Nombre,Apellidos,Correo,Cargo,Associated Company IDs (Primary)"
HUBSPOT_COMPANIES = (
    "Record ID,Company name,Company Domain Name,Website URL,Company owner,Industry,City,Country/Region,"
    "Create Date,Last Activity Date,Type"
)
HUBSPOT_DEALS = (
    "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Last Activity Date,Deal owner,"
    "Deal Type,Amount in company currency,Associated Company IDs (Primary),Associated Company (Primary),"
    "Associated Contact IDs,Associated Contact"
)
STRIPE_2014 = (
    "id,Description,Created,Amount,Amount Refunded,Currency,Converted Amount,Converted Amount Refunded,"
    "Fee,Converted Currency,Mode,Status,Customer ID,Customer Description,Customer Email,Captured,"
    "Card Last4,Card Type"
)
STRIPE_2018 = (
    "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,"
    "Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,"
    "Customer Description,Customer Email,Captured,Card ID,Card Last4,Card Brand,Invoice ID,"
    "Payment Source Type,Destination,Transfer,Transfer Group,PaymentIntent ID,plan (metadata)"
)
STRIPE_2026 = (
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
    "Converted Amount Refunded,Converted Currency,Fee,Is Link,Mode,Payment Source Type,Status,"
    "Taxes On Fee,Customer ID,Customer Email"
)
ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,"
    "Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,"
    "Assigned at,Organization,Due date,Initially assigned at,Solved at,Resolution time,"
    "Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,First reply time in minutes,"
    "First reply time in minutes within business hours,First resolution time in minutes,"
    "First resolution time in minutes within business hours,Full resolution time in minutes,"
    "Full resolution time in minutes within business hours,Product [list]"
)

ACCOUNT = "0015g00000AbCdEAAV"
PEOPLE = "Contact ID,First Name,Last Name,Email"
SALES = "Opportunity Name,Stage,Close Date"

HEADERS = (
    ("xero/invoices", XERO, ""),
    ("xero/invoices", XERO_TEMPLATE, ""),
    ("harvest/time", HARVEST, ""),
    ("harvest/time", HARVEST_SHORT, ""),
    ("hubspot/contacts", HUBSPOT_CONTACTS, ""),
    ("hubspot/contacts", HUBSPOT_CONTACTS_ES, ""),
    ("hubspot/companies", HUBSPOT_COMPANIES, ""),
    ("hubspot/deals", HUBSPOT_DEALS, ""),
    ("stripe/payments", STRIPE_2014, "ch_1"),
    ("stripe/payments", STRIPE_2018, "py_1"),
    ("stripe/payments", STRIPE_2026, "pi_1"),
    ("zendesk/tickets", ZENDESK, ""),
    ("zendesk/tickets", ZENDESK.replace(",Id,", ",ID,"), ""),
    ("salesforce/accounts", "Id,Name,Type,Industry,BillingCity,BillingCountry", ACCOUNT),
    ("salesforce/accounts", "ID,NAME", ACCOUNT),
    ("salesforce/accounts", "Account ID,Account Name,Type,Industry,Last Activity", ACCOUNT),
    ("salesforce/accounts", "Id,Name,Type,Industry,OwnerId,LastName,FirstName", ""),
    ("salesforce/contacts", "Account ID,Account Name,Type,Industry,Account Owner," + PEOPLE, ACCOUNT),
    (
        "salesforce/opportunity-report",
        "Account ID,Account Name,Type,Industry,Account Owner," + SALES,
        ACCOUNT,
    ),
    ("salesforce/opportunity-report", "Account ID,Account Name," + SALES, ACCOUNT),
    ("salesforce/leads", "Id,LastName,FirstName,Company,Email", "00Q5g00000AbCdEAAV"),
)
"""(source/stream, header, a row) of files that must be recognised."""
