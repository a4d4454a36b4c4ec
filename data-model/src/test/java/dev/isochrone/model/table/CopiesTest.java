package dev.isochrone.model.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CopiesTest {
  @Test
  void text_isReadAsItIsWritten() {
    for (Copies copies : List.of(Copies.ALL, Copies.NONE, new Copies(1), new Copies(Copies.MAX))) {
      assertThat(Copies.parse(copies.toString())).isEqualTo(copies);
    }
    assertThat(Copies.parse("all").isAll()).isTrue();
    assertThat(Copies.parse("none").elsewhere()).isZero();
    assertThat(Copies.parse("255").isAll()).isFalse();
    for (String text : List.of("", "some", "-1", "256", "1000", "1.5", "ALL", "2147483647")) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> Copies.parse(text));
    }
  }

  @Test
  void multiMasterTables_haveCopiesEverywhere() {
    TableSpec.Placement everywhere = TableSpec.Placement.multiMaster(ConflictPolicy.LWW);

    assertThat(everywhere.with(Copies.ALL)).isEqualTo(everywhere);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everywhere.with(new Copies(2)))
        .withMessageContaining("all have copies");
  }

  @Test
  void otherWords_keepTheCopies() {
    TableSpec.Placement one =
        new TableSpec.Placement(
                TableLocality.REGIONAL_BY_ROW,
                new HomeRule.ByRegionColumn("region"),
                Partitioning.HASH)
            .with(new Copies(1));

    assertThat(one.within(new DomainName("eu")).copies()).isEqualTo(new Copies(1));
    assertThat(one).isNotEqualTo(one.with(Copies.ALL));
  }
}
