package dev.isochrone.cli.transfer.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.cli.InputException;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.testing.ForSeeds;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is written is read as the same rows, whatever stands in them. */
class RoundTripTest {
  private static final int ROWS = 20;

  private final TableSpec declared = Tables.everyType();
  private final TableSpec open = Tables.anyDocument();

  @ForSeeds
  void tsv_comesBack(long seed) throws Exception {
    RandomRows random = new RandomRows(seed);
    TabularText.Choice all = new TabularText.Choice(List.of(), false);

    assertComesBack(
        Format.TSV, declared, TabularText.tsv(declared, all), random::key, random::declared);
  }

  @ForSeeds
  void csv_comesBack(long seed) throws Exception {
    RandomRows random = new RandomRows(seed);
    TabularText.Choice all = new TabularText.Choice(List.of(), false);

    assertComesBack(
        Format.CSV, declared, TabularText.csv(declared, all), random::key, random::declared);
  }

  @ForSeeds
  void jsonLines_ofDeclaredColumns_comeBack(long seed) throws Exception {
    RandomRows random = new RandomRows(seed);

    assertComesBack(
        Format.JSON_LINES, declared, new JsonText(declared), random::key, random::declared);
  }

  @ForSeeds
  void jsonLines_ofAnyDocument_comeBack(long seed) throws Exception {
    RandomRows random = new RandomRows(seed);

    assertComesBack(Format.JSON_LINES, open, new JsonText(open), random::key, random::any);
  }

  @Test
  void typesThatNobodyDeclares_areTold_soThatImportCanBe() throws Exception {
    TabularText.Choice choice = new TabularText.Choice(List.of("n", "s", "both"), false);
    RowText text = TabularText.csv(open, choice);
    Key key = new RandomRows(1).key();

    String unused =
        text.line(
            key,
            doc("n", new Value.Int64(1), "s", new Value.Text("x"), "both", new Value.Text("")));
    unused = text.line(key, doc("n", Value.Null.NULL, "both", new Value.Bool(true)));

    assertThat(text.untoldTypes())
        .containsOnly(
            Map.entry("n", Set.of(ValueType.INT64)),
            Map.entry("both", Set.of(ValueType.STRING, ValueType.BOOL)));
  }

  @Test
  void fieldWithoutAColumn_isRefused_orDroppedIfWanted() throws Exception {
    Key key = new RandomRows(1).key();
    Document row = doc("a", new Value.Int64(1), "b", new Value.Int64(2));

    RowText strict = TabularText.tsv(open, new TabularText.Choice(List.of("a"), false));
    RowText lax = TabularText.tsv(open, new TabularText.Choice(List.of("a"), true));

    assertThatThrownBy(() -> strict.line(key, row))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no column for its fields [b]");
    assertThat(lax.line(key, row)).endsWith("\t1\n");
  }

  @Test
  void whatNoFormatCanSay_isRefused() {
    Key key = new RandomRows(1).key();
    Value later = new Value.Unknown(17, Bytes.EMPTY);

    assertThatThrownBy(
            () -> new JsonText(open).line(key, doc("a", new Value.Listing(List.of(later)))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("newer release");
    assertThatThrownBy(() -> new JsonText(open).line(key, doc("k_bool", Value.Null.NULL)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("called as the key's column k_bool");
    assertThatThrownBy(() -> TabularText.csv(open, new TabularText.Choice(List.of(), false)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--columns");
    assertThatThrownBy(
            () -> TabularText.csv(open, new TabularText.Choice(List.of("k_bool"), false)))
        .isInstanceOf(InputException.class);
  }

  @Test
  void nullEmptyAndAbsent_areThreeThings_inTheWordsThatTheDocsName() throws Exception {
    TableSpec table = Tables.places(1, "t", new Column("a", ValueType.STRING));
    Key key = Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(1));
    TabularText.Choice all = new TabularText.Choice(List.of(), false);
    List<Document> rows =
        List.of(
            Document.EMPTY,
            doc("a", Value.Null.NULL),
            doc("a", new Value.Text("")),
            doc("a", new Value.Text("\\N")),
            doc("a", new Value.Text("a\tb\nc\\d")));

    List<String> tsv = new ArrayList<>();
    List<String> csv = new ArrayList<>();
    for (Document row : rows) {
      tsv.add(TabularText.tsv(table, all).line(key, row));
      csv.add(TabularText.csv(table, all).line(key, row));
    }

    assertThat(tsv)
        .containsExactly(
            "FR\t1\t\n",
            "FR\t1\t\\N\n",
            "FR\t1\t\\E\n",
            "FR\t1\t\\\\N\n",
            "FR\t1\ta\\tb\\nc\\\\d\n");
    assertThat(csv)
        .containsExactly(
            "FR,1,\n", "FR,1,\\N\n", "FR,1,\"\"\n", "FR,1,\\\\N\n", "FR,1,\"a\tb\nc\\d\"\n");
  }

  private static void assertComesBack(
      Format format,
      TableSpec table,
      RowText text,
      Supplier<Key> keys,
      Supplier<Document> documents)
      throws Exception {
    StringBuilder file = new StringBuilder(text.header().orElse(""));
    List<Map.Entry<Key, Document>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Map.Entry<Key, Document> row = Map.entry(keys.get(), documents.get());
      rows.add(row);
      file.append(text.line(row.getKey(), row.getValue()));
    }

    RowSource source = source(format, table, file.toString());
    List<Map.Entry<Key, Document>> read = new ArrayList<>();
    long nextLine = format == Format.JSON_LINES ? 1 : 2;
    for (Optional<Parsed> one = source.next(); one.isPresent(); one = source.next()) {
      assertThat(one.get()).isInstanceOf(Parsed.Row.class);
      Parsed.Row row = (Parsed.Row) one.get();
      assertThat(row.line()).isEqualTo(nextLine);
      nextLine = row.nextLine();
      read.add(Map.entry(row.key(), row.document()));
    }
    assertThat(read).isEqualTo(rows);
    assertThat(nextLine).isEqualTo(1 + file.chars().filter(c -> c == '\n').count());
  }

  static RowSource source(Format format, TableSpec table, String file) throws Exception {
    return source(format, table, file.getBytes(StandardCharsets.UTF_8), Intake.Said.NOTHING);
  }

  static RowSource source(Format format, TableSpec table, byte[] file, Intake.Said said)
      throws Exception {
    ByteLines lines = new ByteLines(new ByteArrayInputStream(file));
    Intake intake = Intake.of(table, said);
    RowRules rules = new RowRules(Tables.directory(), table);
    TabularRows.Header header = TabularRows.Header.FIRST_LINE;
    return switch (format) {
      case TSV -> TabularRows.tsv(lines, /* escaped= */ true, header, intake, rules);
      case CSV -> TabularRows.csv(lines, header, intake, rules);
      case JSON_LINES -> new JsonRows(lines, intake, rules);
    };
  }

  static Document doc(Object... namesAndValues) {
    Map<String, Value> fields = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], (Value) namesAndValues[i + 1]);
    }
    return Document.of(fields);
  }
}
