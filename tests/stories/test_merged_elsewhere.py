"""What a CRM merged is one here too, and what older files say of the number that is gone is not lost."""

from closeknit.business import Business
from closeknit.workspace import create_workspace

ACCOUNTS = """
Id|IsDeleted|MasterRecordId|Name|Type|ParentId|BillingCity|Website|Industry|OwnerId|CreatedDate|SystemModstamp
0015g00000AbCdEAAV|0||Halden GmbH|Customer||||||2025-01-02T10:00:00.000Z|2026-01-02T10:00:00.000Z
0015g00000DuPeEAAV|1|0015g00000AbCdEAAV|HM|||||||2025-01-02T10:00:00.000Z|2026-01-03T10:00:00.000Z
0015g00000OtHeRAAV|0||Okafor Foods|||||||2025-01-02T10:00:00.000Z|2026-01-03T10:00:00.000Z
"""

DEALS = """
Id|IsDeleted|AccountId|Name|StageName|Amount|CloseDate|IsClosed|IsWon|CreatedDate
006000000000001AAA|0|0015g00000DuPeEAAV|Old|Won|500|2026-02-01|true|true|2026-01-05T09:00:00.000Z
"""

CONTACTS = """
Record ID|First Name|Last Name|Email|Merged record IDs
881|Ana|Ruiz|ana@halden.example|12;45
12|A.|Ruiz|a.ruiz@web.example|
77|Bo|Lind|bo@okafor.example|
"""


def written(folder, **files):
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text.strip().replace("|", ","))


def test_what_a_crm_merged_is_one_and_can_be_taken_back(tmp_path):
    written(tmp_path / "exports", Account=ACCOUNTS, Opportunity=DEALS, contacts=CONTACTS)
    with Business(create_workspace(tmp_path / "shop")) as business:
        report = business.load([tmp_path / "exports"])
        assert not report.not_understood, report
        keys = {row["key"]: row["party_id"] for row in business.resolution().keys.to_pylist()}
        account = "salesforce_account:0015g00000{}".format
        assert keys[account("AbCdE")] == keys[account("DuPeE")] != keys[account("OtHeR")]
        assert keys["hubspot_contact:881"] == keys["hubspot_contact:12"] == keys["hubspot_contact:45"]
        assert keys["hubspot_contact:881"] != keys["hubspot_contact:77"]
        assert business.book_column("cases", "account_id") == [keys[account("AbCdE")]]
        merged = [
            step for step in business.why("hubspot_contact:881").steps if "were merged" in step.sentence
        ]
        assert len(merged) == 2
        assert merged[0].sentence.startswith("HubSpot says that HubSpot contact ")
        business.undo(merged[0].id)
        parted = {row["key"]: row["party_id"] for row in business.resolution().keys.to_pylist()}
        assert len({parted[f"hubspot_contact:{n}"] for n in (881, 12, 45)}) == 2
