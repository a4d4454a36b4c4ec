package dev.isochrone.model.table;

import dev.isochrone.model.Region;
import java.util.List;
import java.util.stream.IntStream;

/** Tables for tests. */
public final class Tables {
  public static final TableSpec.Placement PINNED =
      new TableSpec.Placement(
          TableLocality.REGIONAL_BY_ROW,
          new HomeRule.Pinned(new Region("eu-west")),
          Partitioning.HASH);

  private Tables() {}

  /** A table with key columns {@code c0}, {@code c1}, … of these types. */
  public static TableSpec keyedBy(List<KeyType> types) {
    return new TableSpec(
        1,
        TableName.parse("things"),
        IntStream.range(0, types.size())
            .mapToObj(i -> new KeyColumn("c" + i, types.get(i)))
            .toList(),
        1,
        List.of(),
        PINNED,
        TableSpec.Versions.FIRST);
  }
}
