package dev.isochrone.model.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.testing.ForSeeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeclaredColumnsTest {
  private static final Column NAME = new Column("name", ValueType.STRING);
  private static final Column PEOPLE = new Column("people", ValueType.INT64);

  /** One of each type that a column can have; the last is of a release to come. */
  private static final List<Value> VALUES =
      List.of(
          Value.Null.NULL,
          new Value.Bool(true),
          new Value.Int64(7),
          new Value.Float64(7),
          new Value.Text("7"),
          new Value.Binary(Bytes.EMPTY),
          new Value.Uuid(new UUID(7, 7)),
          new Value.Timestamp(7),
          new Value.Listing(List.of()),
          new Value.Unknown(99, Bytes.EMPTY));

  @Test
  void aTableWithoutColumns_takesAnyDocument() {
    assertThat(unfit(table(), Map.of("x", new Value.Int64(1), "id", new Value.Bool(true))))
        .isEmpty();
  }

  @Test
  void declaredColumns_mayBeThere_beNull_orBeAbsent() {
    TableSpec table = table(NAME, PEOPLE);

    assertThat(unfit(table, Map.of())).isEmpty();
    assertThat(unfit(table, Map.of("people", Value.Null.NULL))).isEmpty();
    assertThat(unfit(table, Map.of("name", new Value.Text("Lyon"), "people", new Value.Int64(1))))
        .isEmpty();
  }

  @Test
  void anotherType_isRefused_andBothTypesAreNamed() {
    Refusal refusal =
        unfit(table(NAME, PEOPLE), Map.of("people", new Value.Text("many"))).orElseThrow();

    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_DOCUMENT);
    assertThat(refusal.message())
        .isEqualTo(
            "people: default.things declares it as int64, and the document has string there");
  }

  @Test
  void anUndeclaredColumn_isRefused_withThoseThatThereAre() {
    Refusal refusal = unfit(table(NAME, PEOPLE), Map.of("mayor", Value.Null.NULL)).orElseThrow();

    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_DOCUMENT);
    assertThat(refusal.message())
        .isEqualTo(
            "mayor (null): not declared by default.things, which has name (string), people (int64);"
                + " leave it out, or add the column first");
  }

  @Test
  void aColumnOfTheKey_isNoneOfTheDocument() {
    Refusal refusal = unfit(table(NAME), Map.of("c0", new Value.Text("FR"))).orElseThrow();

    assertThat(refusal.message())
        .isEqualTo("c0 (string): a column of the key of default.things, so not of its document");
  }

  @Test
  void ofVeryManyColumns_aMessageNamesTheFirst() {
    Column[] many =
        IntStream.range(0, 100)
            .mapToObj(i -> new Column("column" + i, ValueType.BOOL))
            .toArray(Column[]::new);

    assertThat(unfit(table(many), Map.of("x", Value.Null.NULL)).orElseThrow().message())
        .contains("column7", "and 92 more")
        .doesNotContain("column8 ");
  }

  @ForSeeds
  void aDocumentFits_ifEachOfItsFieldsIsNamedSo_andNullOrOfThatType(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int round = 0; round < 50; round++) {
      Map<String, ValueType> declared = new HashMap<>();
      declared.put("always", ValueType.STRING);
      IntStream.range(0, random.nextInt(4))
          .forEach(i -> declared.put("f" + i, ValueType.tagged(2 + random.nextInt(10)).get()));
      Map<String, Value> fields = new HashMap<>();
      for (int i = 0; i < 4; i++) {
        Optional<ValueType> type = Optional.ofNullable(declared.get("f" + i));
        Value any = VALUES.get(random.nextInt(VALUES.size()));
        // Mostly as declared, or else hardly a document would fit.
        if (random.nextInt(4) > 0) {
          int number = i;
          type.flatMap(DeclaredColumnsTest::ofType)
              .ifPresent(value -> fields.put("f" + number, value));
        } else if (random.nextBoolean()) {
          fields.put("f" + i, any);
        }
      }
      TableSpec table =
          table(
              declared.entrySet().stream()
                  .map(one -> new Column(one.getKey(), one.getValue()))
                  .toArray(Column[]::new));

      boolean fits =
          fields.entrySet().stream()
              .allMatch(
                  field -> {
                    ValueType type = declared.get(field.getKey());
                    return type != null
                        && (field.getValue() == Value.Null.NULL
                            || field.getValue().tag() == type.tag());
                  });
      assertThat(unfit(table, fields).isEmpty()).isEqualTo(fits);
    }
  }

  private static Optional<Value> ofType(ValueType type) {
    return VALUES.stream().filter(value -> value.tag() == type.tag()).findAny();
  }

  private static Optional<Refusal> unfit(TableSpec table, Map<String, Value> fields) {
    return DeclaredColumns.unfit(table, Document.of(fields));
  }

  private static TableSpec table(Column... columns) {
    TableSpec bare = Tables.keyedBy(List.of(KeyType.STRING, KeyType.INT64));
    return new TableSpec(
        bare.id(),
        bare.name(),
        bare.key(),
        bare.partitionKeyColumns(),
        List.of(columns),
        bare.placement(),
        bare.versions());
  }
}
