-- Question: Does each local partnership have 2 to 12 partners, the employment service and a local authority?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
with programmes as (
    select
        partnership_id,
        min(value) filter (where unit = 'partners') as stated_fewest,
        max(value) filter (where unit = 'partners') as stated_most,
        coalesce(stated_fewest < stated_most, false) as states_a_range,
        case when states_a_range then stated_fewest else 2 end as fewest,
        case when states_a_range then stated_most else 12 end as most
    from current_rows('coverage_statistics', $known_at)
    group by partnership_id
),

local_partnerships as (
    select
        partnerships.partnership_id,
        partnerships.parent_id,
        programmes.fewest,
        programmes.most,
        -- After the end of a partnership the partners of its last day count.
        least(cast($known_at as date), partnerships.end_date) as judged_on
    from current_rows('partnerships', $known_at) as partnerships
    inner join programmes on partnerships.parent_id = programmes.partnership_id
    -- Until the partnership is formed it cannot be complete.
    where partnerships.stage not in ('preliminary_idea', 'area_and_needs', 'matching')
),

compositions as (
    select
        local_partnerships.partnership_id,
        local_partnerships.fewest,
        local_partnerships.most,
        count(distinct organisations.organisation_id) as partners,
        count(distinct organisations.organisation_id) filter (
            where organisations.type = 'public_employment_service'
        ) as employment_services,
        count(distinct organisations.organisation_id) filter (
            where organisations.type = 'local_authority'
        ) as local_authorities
    from local_partnerships
    left join current_rows('partners', $known_at) as partners
        on
            local_partnerships.partnership_id = partners.partnership_id
            and coalesce(local_partnerships.judged_on >= partners.date_joined, true)
            and coalesce(local_partnerships.judged_on <= partners.date_left, true)
            -- Who pays, supports or watches is not a partner.
            and partners.role not in (
                'match_funder', 'funder', 'managing_authority', 'quality_coach', 'support_desk', 'preparation_team',
                'communication_channel', 'continuation_partner', 'stakeholder'
            )
    left join current_rows('organisations', $known_at) as organisations
        on partners.organisation_id = organisations.organisation_id
    group by all
),

findings as (
    select
        'fail' as outcome,
        partnership_id,
        fewest as stated,
        partners as computed,
        'too_few_partners' as reason
    from compositions
    where partners between 1 and fewest - 1
    union all by name
    select
        'fail' as outcome,
        partnership_id,
        most as stated,
        partners as computed,
        'too_many_partners' as reason
    from compositions
    where partners > most
    union all by name
    select
        'fail' as outcome,
        partnership_id,
        1 as stated,
        0 as computed,
        'no_employment_service' as reason
    from compositions
    where partners > 0 and employment_services = 0
    union all by name
    select
        'fail' as outcome,
        partnership_id,
        1 as stated,
        0 as computed,
        'no_local_authority' as reason
    from compositions
    where partners > 0 and local_authorities = 0
    union all by name
    select
        'not_computable' as outcome,
        partnership_id,
        'no_list' as reason
    from compositions
    where partners = 0
    union all by name
    -- A programme that says how many partners its partnerships have, but not which partnerships these are.
    select
        'not_computable' as outcome,
        partnership_id,
        'no_list' as reason
    from programmes
    where states_a_range and partnership_id not in (select parent_id from local_partnerships)
)

select
    outcome,
    partnership_id,
    cast(null as varchar) as subject,
    cast(stated as double) as stated,
    cast(computed as double) as computed,
    cast(computed - stated as double) as difference,
    reason
from findings
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from compositions) and not exists (select 1 from findings)
order by partnership_id, reason
