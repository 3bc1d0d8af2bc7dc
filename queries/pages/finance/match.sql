-- Question: What must each partner find beside the grant, and what match funding is stated?
-- Parameters: $partnerships (list of text), $known_at (timestamp), $language (text)
-- Columns: partnership_id, partnership, partner_id, partner, eligible, granted, needed, match_stated,
--     match_pieces, match_unknown, matched, difference
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
    budgets.matched - budgets.needed as difference
from partner_budgets($partnerships, $known_at) as budgets
inner join partnerships_in($language, $known_at) as shown using (partnership_id)
left join organisations_in($language, $known_at) as partners on budgets.partner_id = partners.organisation_id
order by partnership, budgets.eligible desc nulls last, partner
