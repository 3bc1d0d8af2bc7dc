-- Question: Which pieces pay the cost of each partner (or of a programme as a whole), and what is not stated?
-- Parameters: $partnership (text), $partnerships (list of text), $known_at (timestamp), $language (text)
-- Columns: partner_id, partner, eligible, line, funding_source, funder_id, funder, amount, unstated, is_stated, is_seen
with lines as (
    select
        partnership_id,
        partner_id,
        line,
        funding_source,
        funder_id,
        amount,
        bool_or(line = 'eligible') over one_partnership as has_costs,
        bool_or(line = 'grant') over one_partnership as has_grants
    from current_rows('budgets', $known_at)
    where list_contains($partnerships, partnership_id)
    window one_partnership as (partition by partnership_id)
),

costs as (
    select
        partnership_id,
        partner_id,
        sum(amount) as eligible
    from lines
    where line in ('eligible', 'action_cost') or (line = 'eligible_total' and not has_costs)
    group by partnership_id, partner_id
    having count(amount) > 0
),

-- Own funds are one kind of money, whoever's own they are; and so is the grant.
pieces as (
    select
        partnership_id,
        partner_id,
        case when line = 'match' then 'match' else 'grant' end as line,
        funding_source,
        case when funding_source <> 'own_funds' and line = 'match' then funder_id end as funder_id,
        amount,
        amount is null as is_unstated
    from lines
    where line in ('grant', 'match', 'action_cost') or (line = 'grant_total' and not has_grants)
),

stated as (
    select
        partnership_id,
        partner_id,
        sum(amount) as amount,
        count(*) filter (where is_unstated) as unstated,
        count(*) filter (where line = 'match') as match_pieces
    from pieces
    group by partnership_id, partner_id
),

remainders as (
    select
        costs.partnership_id,
        costs.partner_id,
        -- With every piece stated, what is left over is a difference and not an unknown amount.
        case
            when coalesce(stated.unstated, 0) = 0 and coalesce(stated.match_pieces, 0) > 0 then 'difference'
            else 'open'
        end as line,
        'not_stated' as funding_source,
        costs.eligible - coalesce(stated.amount, 0) as amount,
        false as is_unstated
    from costs
    left join stated
        on
            costs.partnership_id = stated.partnership_id
            and costs.partner_id is not distinct from stated.partner_id
    where costs.eligible <> coalesce(stated.amount, 0)
),

together as (
    select * from pieces
    union all by name
    select * from remainders
),

-- Per partner of the chosen partnership; of a programme, all its partnerships together and by kind of money.
drawn as (
    select
        case when partnership_id = $partnership then partner_id end as partner_id,
        line,
        funding_source,
        case when partnership_id = $partnership then funder_id end as funder_id,
        sum(amount) as amount,
        count(*) filter (where is_unstated) as unstated
    from together
    group by all
),

cost_of as (
    select
        case when partnership_id = $partnership then partner_id end as partner_id,
        sum(eligible) as eligible
    from costs
    group by all
)

select
    drawn.partner_id,
    partners.name as partner,
    cost_of.eligible,
    drawn.line,
    drawn.funding_source,
    drawn.funder_id,
    funders.name as funder,
    drawn.amount,
    drawn.unstated,
    drawn.line in ('grant', 'match') as is_stated,
    -- Less than a euro is not seen in a picture.
    coalesce(drawn.amount >= 1, false) as is_seen
from drawn
left join cost_of on drawn.partner_id is not distinct from cost_of.partner_id
left join organisations_in($language, $known_at) as partners on drawn.partner_id = partners.organisation_id
left join organisations_in($language, $known_at) as funders on drawn.funder_id = funders.organisation_id
order by
    cost_of.eligible desc nulls last,
    partner,
    drawn.partner_id,
    case drawn.line when 'grant' then 1 when 'match' then 2 else 3 end,
    drawn.funding_source = 'own_funds' desc,
    drawn.funding_source,
    funder,
    drawn.funder_id,
    drawn.line
