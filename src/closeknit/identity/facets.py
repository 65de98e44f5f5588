"""What a party has only once, as long as no record says otherwise: where two have it, they are two."""

from __future__ import annotations

from closeknit.identity.evidence import Evidence
from closeknit.keys import NUMBER


def find_facets(evidence: Evidence) -> None:
    """facets: party, facet - a number in a system, a domain, an address at one company."""
    evidence.con.execute(f"""
        CREATE OR REPLACE TABLE facets AS
            SELECT DISTINCT p.party,
                   CASE WHEN k.kind = 'email' THEN 'email@' || k.company ELSE k.kind END AS facet
            FROM keys k JOIN parties p USING (code)
            WHERE k.kind = 'domain' OR (k.kind = 'email' AND k.company IS NOT NULL AND NOT k.shared)
               OR (k.hub = 0 AND regexp_matches(k.value, '{NUMBER}'))""")
