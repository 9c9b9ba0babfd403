//! Reading the tables of GeoNames' sample: a heading, then a row a line, cells between tabs.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use crate::generated::cities::{City, Continent, Country, Place, World};

/// Reads `countries.tsv` and `cities.tsv` in a folder.
pub fn read(folder: &Path) -> Result<World, Box<dyn Error>> {
    let countries = fs::read_to_string(folder.join("countries.tsv"))?;
    let cities = fs::read_to_string(folder.join("cities.tsv"))?;
    Ok(World {
        countries: countries
            .lines()
            .skip(1)
            .map(country)
            .collect::<Result<BTreeMap<_, _>, _>>()?,
        cities: cities.lines().skip(1).map(city).collect::<Result<_, _>>()?,
    })
}

fn country(line: &str) -> Result<(String, Country), Box<dyn Error>> {
    let [
        code,
        name,
        continent,
        capital,
        area,
        population,
        currency,
        languages,
        neighbours,
    ] = cells(line)?;
    let country = Country {
        name: name.to_owned(),
        continent: self::continent(continent)?,
        capital: some(capital),
        area_km2: number(area)?,
        population: Some(number(population)?).filter(|&people| people > 0),
        currency: some(currency),
        languages: list(languages),
        neighbours: list(neighbours),
    };
    Ok((code.to_owned(), country))
}

fn city(line: &str) -> Result<City, Box<dyn Error>> {
    let [
        id,
        name,
        country,
        region,
        latitude,
        longitude,
        population,
        timezone,
        names,
    ] = cells(line)?;
    Ok(City {
        id: number(id)?,
        name: name.to_owned(),
        names: list(names),
        country: country.to_owned(),
        region: some(region),
        place: Place {
            latitude: number(latitude)?,
            longitude: number(longitude)?,
        },
        population: number(population)?,
        timezone: timezone.to_owned(),
    })
}

fn continent(code: &str) -> Result<Continent, Box<dyn Error>> {
    Ok(match code {
        "AF" => Continent::Africa,
        "AN" => Continent::Antarctica,
        "AS" => Continent::Asia,
        "EU" => Continent::Europe,
        "NA" => Continent::NorthAmerica,
        "OC" => Continent::Oceania,
        "SA" => Continent::SouthAmerica,
        _ => return Err(format!("`{code}` is no continent").into()),
    })
}

fn cells(line: &str) -> Result<[&str; 9], Box<dyn Error>> {
    let cells: Vec<&str> = line.split('\t').collect();
    cells
        .try_into()
        .map_err(|_| format!("not nine cells: {line}").into())
}

fn number<T: FromStr>(cell: &str) -> Result<T, Box<dyn Error>> {
    cell.parse()
        .map_err(|_| format!("`{cell}` is no number").into())
}

fn some(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}

fn list(cell: &str) -> Vec<String> {
    cell.split('|')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
