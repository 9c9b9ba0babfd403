package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/halflap/halflap/examples/cities/go/cities"
)

// rows is how many countries the table shows.
const rows = 12

// report answers two questions over the buffer as it lies: no city is copied or decoded.
func report(w io.Writer, file, text string) error {
	buffer, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	begin := time.Now()
	world, err := cities.ReadWorld(buffer)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d bytes checked in %s\n\n", len(buffer), milliseconds(time.Since(begin)))
	largest(w, world)
	return containing(w, world, text)
}

// largest prints the most populous city of the most populous countries.
func largest(w io.Writer, world cities.WorldView) {
	byCountry := map[string]cities.CityView{}
	for city := range world.Cities().Values() {
		best, seen := byCountry[city.Country()]
		if !seen || city.Population() > best.Population() {
			byCountry[city.Country()] = city
		}
	}
	largest := make([]cities.CityView, 0, len(byCountry))
	for _, city := range byCountry {
		largest = append(largest, city)
	}
	slices.SortFunc(largest, func(a, b cities.CityView) int {
		return cmp.Or(cmp.Compare(b.Population(), a.Population()), cmp.Compare(a.ID(), b.ID()))
	})

	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "COUNTRY\tCONTINENT\tMOST POPULOUS CITY\tPEOPLE\tLATITUDE\tLONGITUDE\tNAMES")
	for _, city := range largest[:min(rows, len(largest))] {
		name, continent := city.Country(), ""
		if country, ok := world.Countries().Get(city.Country()); ok {
			name, continent = country.Name(), country.Continent().String()
		}
		place := city.Place()
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%.4f\t%.4f\t%d\n", name, continent, city.Name(),
			city.Population(), place.Latitude, place.Longitude, city.Names().Len())
	}
	table.Flush()
	fmt.Fprintf(w, "and %d countries more\n\n", max(0, len(largest)-rows))
}

// containing prints cities that have a name with a text in it.
func containing(w io.Writer, world cities.WorldView, text string) error {
	var found []string
	for city := range world.Cities().Values() {
		for name := range city.Names().Values() {
			if strings.Contains(name, text) {
				found = append(found, fmt.Sprintf("%s (%s)", city.Name(), name))
				break
			}
		}
	}
	fmt.Fprintf(w, "%d cities have a name that contains %q: %s\n", len(found), text, strings.Join(found, ", "))
	return nil
}
