-- Question: What must each partner find beside the grant, what match funding is stated, and does it add up?
-- Parameters: $partnerships (list of text), $known_at (timestamp), $language (text), $tolerance (number)
-- Columns: partnership_id, partnership, partner_id, partner, eligible, granted, needed, match_stated,
--     match_pieces, match_unknown, matched, share_difference, difference, outcome
select
    budgets.partnership_id,
    shown.name as partnership,
    budgets.partner_id,
    partners.name as partner,
    budgets.eligible,
    budgets.granted,
    budgets.needed,
    budgets.match_stated,
    budgets.match_pieces,
    budgets.match_unknown,
    budgets.matched,
    budgets.share_difference,
    budgets.difference,
    -- As rule R04 judges; null where it does not.
    budgets.outcome
from budget_checks($partnerships, $known_at, $tolerance) as budgets
inner join partnerships_in($language, $known_at) as shown using (partnership_id)
left join organisations_in($language, $known_at) as partners on budgets.partner_id = partners.organisation_id
order by
    partnership,
    budgets.partnership_id,
    budgets.eligible desc nulls last,
    partner,
    budgets.partner_id
