package dev.isochrone.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Region;
import dev.isochrone.model.table.HomeRule;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CountriesTest {
  private static final Region EU_WEST = new Region("eu-west");
  private static final Region US_EAST = new Region("us-east");

  private final Countries countries = Countries.ofThisRelease();

  @Test
  void continents_ofThisRelease_holdAllOfIso3166() {
    Set<String> iso = new TreeSet<>(Arrays.asList(Locale.getISOCountries()));
    // Dissolved in 2010; some JDKs still list it.
    iso.remove("AN");

    assertThat(countries.continents().keySet()).containsAll(iso).contains("XK").hasSize(250);
    assertThat(countries.continents().keySet()).allMatch(code -> code.matches("[A-Z]{2}"));
  }

  @Test
  void continents_ofThisRelease_areAllUsed() {
    assertThat(EnumSet.copyOf(countries.continents().values()))
        .isEqualTo(EnumSet.allOf(Continent.class));
  }

  @Test
  void continents_ofSomeCountries_areAsOnAMap() {
    assertThat(countries.continents())
        .containsEntry("FR", Continent.EUROPE)
        .containsEntry("XK", Continent.EUROPE)
        .containsEntry("TR", Continent.ASIA)
        .containsEntry("EG", Continent.AFRICA)
        .containsEntry("GL", Continent.NORTH_AMERICA)
        .containsEntry("CL", Continent.SOUTH_AMERICA)
        .containsEntry("FJ", Continent.OCEANIA)
        .containsEntry("AQ", Continent.ANTARCTICA);
  }

  @Test
  void homes_ofContinentsWithARegion_areThatRegion_andOthersHaveNone() {
    Map<Continent, Region> regions = new EnumMap<>(Continent.class);
    regions.put(Continent.EUROPE, EU_WEST);
    regions.put(Continent.NORTH_AMERICA, US_EAST);

    SortedMap<String, Region> homes = countries.homes(regions);

    assertThat(homes).containsEntry("FR", EU_WEST).containsEntry("US", US_EAST);
    assertThat(homes).doesNotContainKeys("JP", "AQ");
    assertThat(homes.values()).containsOnly(EU_WEST, US_EAST);
    assertThat(new HomeRule.ByValue("country", homes).regions()).isEqualTo(homes);
  }
}
