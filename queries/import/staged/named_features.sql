-- Question: For which area does each property of each feature stand?
-- Parameters: none
-- Columns: none; it makes the temporary table named_features: feature, property, rank, place, area_id
create or replace temp table named_features as
with meant as (
    select
        told.feature,
        told.property,
        areas.rank,
        min(told.place) as place,
        min(areas.area_id) as area_id
    from feature_properties as told
    inner join known_areas as areas on lower(told.value) = areas.name
    group by told.feature, told.property, areas.rank
    having count(distinct areas.area_id) = 1
)

select * from meant
qualify rank = min(rank) over (partition by feature, property)
