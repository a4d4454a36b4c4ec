package dev.isochrone.cli.transfer.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.cli.InputException;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.TableSpec;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of bad line is named with its number, column and reason; the good ones are read. */
class BadLinesTest {
  private static final TableSpec PLACES =
      Tables.places(
          1, "places", new Column("name", ValueType.STRING), new Column("people", ValueType.INT64));

  @Test
  void fields_tooFewOrTooMany() throws Exception {
    assertThat(explained(Format.TSV, "FR\t1\tLyon", "FR\t2\tNice\t9\t9", "FR\t3\tPau\t7"))
        .containsExactly(
            "line 2: too few fields: 3, and 4 columns",
            "line 3: too many fields: 5, and 4 columns",
            "FR/3");
    assertThat(explained(Format.CSV, "FR,1,Lyon", "FR,2,Nice,9,9", "FR,3,Pau,7"))
        .containsExactly(
            "line 2: too few fields: 3, and 4 columns",
            "line 3: too many fields: 5, and 4 columns",
            "FR/3");
  }

  @Test
  void quote_neverClosed_costsOneLine_notTheRestOfTheFile() throws Exception {
    assertThat(explained(Format.CSV, "FR,1,\"Lyon,5", "FR,2,Nice,6", "FR,3,Pau,7"))
        .containsExactly("line 2: a double quote is never closed", "FR/2", "FR/3");
    // Here one that is meant well seems to close it.
    assertThat(explained(Format.CSV, "FR,1,\"Lyon,5", "FR,2,\"Nice, the old\",6", "FR,3,Pau,7"))
        .containsExactly(
            "line 2: something other than a comma stands behind a closing quote", "FR/2", "FR/3");
    assertThat(explained(Format.CSV, "FR,1,\"Lyon,5", "FR,2,N\"ice,6", "FR,3,\"P\nau\",7"))
        .containsExactly(
            "line 2: something other than a comma stands behind a closing quote",
            "line 3: a quote or a carriage return in a field that is not in double quotes",
            "FR/3");
  }

  @Test
  void quote_inAFieldWithoutQuotes_isBad_ifItLeavesTheRecordsEndInDoubt() throws Exception {
    assertThat(explained(Format.CSV, "FR,1,5\" pipe,5", "FR,2,6\" pipe,6", "FR,3,Pau,7"))
        .containsExactly(
            "line 2: a quote or a carriage return in a field that is not in double quotes",
            "line 3: a quote or a carriage return in a field that is not in double quotes",
            "FR/3");
  }

  @Test
  void recordOfSeveralLines_isCountedInLines() throws Exception {
    assertThat(explained(Format.CSV, "FR,1,\"Ly\r\non\",5", "FR,2,x,y", "FR,3,Pau,7"))
        .containsExactly(
            "FR/1",
            "line 4, column people: 'y' is not int64: a whole number of 64 bits, such as -12",
            "FR/3");
  }

  @Test
  void escape_thatIsNone_isBad_andReadAsItIsIfWanted() throws Exception {
    assertThat(explained(Format.TSV, "FR\t1\tC:\\data\t5"))
        .containsExactly(
            "line 2: '\\d' is no escape; a backslash is written \\\\, or read as it is with"
                + " --no-escapes");
    assertThat(explained(Format.TSV, "FR\t1\tends\\\t5").get(0)).startsWith("line 2: '\\' is no");

    RowSource asItIs =
        TabularRows.tsv(
            new ByteLines(stream("FR\t1\tC:\\data\\t\t5\n")),
            /* escaped= */ false,
            new TabularRows.Header(List.of("country", "id", "name", "people"), false),
            Intake.of(PLACES, Intake.Said.NOTHING),
            new RowRules(Tables.directory(), PLACES));
    Parsed.Row row = (Parsed.Row) asItIs.next().orElseThrow();
    assertThat(row.document().fields()).containsEntry("name", new Value.Text("C:\\data\\t"));
  }

  @ParameterizedTest
  @EnumSource(
      value = ValueType.class,
      names = {"NULL", "STRING"},
      mode = EnumSource.Mode.EXCLUDE)
  void word_ofAnotherType_isNamedWithWhatTheColumnTakes(ValueType type) throws Exception {
    String column = Words.name(type);
    TableSpec table = Tables.places(1, "places", new Column(column, type));

    assertThat(read(Format.TSV, table, "country\tid\t" + column + "\nFR\t1\tx%31\n"))
        .singleElement()
        .asString()
        .startsWith("line 2, column " + column + ": ");
    assertThat(
            read(
                Format.JSON_LINES, table, "{\"country\":\"FR\",\"id\":1,\"" + column + "\":\"x\"}"))
        .singleElement()
        .asString()
        .startsWith("line 1, column " + column + ": ");
    assertThat(
            read(Format.JSON_LINES, table, "{\"country\":\"FR\",\"id\":1,\"" + column + "\":null}"))
        .containsExactly("FR/1");
  }

  @Test
  void json_ofAnotherTypeThanDeclared_isBad_unlessItSaysTheSame() throws Exception {
    assertThat(
            explained(
                Format.JSON_LINES,
                "{\"country\":\"FR\",\"id\":1,\"people\":1.5}",
                "{\"country\":\"FR\",\"id\":2,\"name\":3}",
                "{\"country\":\"FR\",\"id\":\"3\",\"people\":\"4\"}",
                "{\"country\":\"FR\",\"id\":18446744073709551616}",
                "{\"country\":5,\"id\":5}"))
        .containsExactly(
            "line 1, column people: '1.5' is not int64: a whole number of 64 bits, such as -12",
            "line 2, column name: '3' is not string",
            "FR/3",
            "line 4, column id: a whole number beyond 64 bits: '18446744073709551616'",
            "line 5, column country: '5' is not string");
  }

  @Test
  void key_withAnEmptyPart_isBad() throws Exception {
    assertThat(explained(Format.TSV, "\t1\tLyon\t5", "FR\t\\N\tx\t5", "\\E\t1\tx\t5"))
        .containsExactly(
            "line 2, column country: a part of the key, and empty",
            "line 3, column id: a part of the key, and empty",
            "line 4, column country: a part of the key, and empty");
    assertThat(explained(Format.JSON_LINES, "{\"id\":1}", "{\"country\":\"FR\",\"id\":null}"))
        .containsExactly(
            "line 1, column country: a part of the key, and empty",
            "line 2, column id: a part of the key, and empty");
  }

  @Test
  void key_tooLong_andRow_tooLarge_areBad() throws Exception {
    TableSpec byText = Tables.anyDocument();
    String key =
        "\"k_int64\":1,\"k_bool\":true,\"k_bytes\":\"00\",\"k_timestamp\":\"2026-11-22T00:00:00Z\","
            + "\"k_uuid\":\"6b1d0c1e-1f43-4f0f-9f3c-0d5f0e4d2a11\"";
    String longKey = "{\"k_string\":\"" + "x".repeat(4_097) + "\"," + key + "}";
    String large = "{\"k_string\":\"a\"," + key + ",\"v\":\"" + "x".repeat(1 << 20) + "\"}";

    List<String> read = read(Format.JSON_LINES, byText, longKey + "\n" + large + "\n");

    assertThat(read.get(0)).startsWith("line 1: the key has 4").endsWith("at most 4096 are taken");
    assertThat(read.get(1))
        .startsWith("line 2: the row has 1048")
        .endsWith("at most 1048576 are taken");
  }

  @Test
  void line_thatIsNotUtf8_isBad_andKeptAsBytes() throws Exception {
    byte[] file =
        "country,id,name,people\nFR,1,?,5\nFR,2,Nice,6\n".getBytes(StandardCharsets.UTF_8);
    file[file.length - "?,5\nFR,2,Nice,6\n".length()] = (byte) 0xE9; // As Latin 1 has it.

    RowSource source = RoundTripTest.source(Format.CSV, PLACES, file, Intake.Said.NOTHING);
    Parsed.BadLine bad = (Parsed.BadLine) source.next().orElseThrow();

    assertThat(bad.explained()).isEqualTo("line 2: not UTF-8");
    assertThat(bad.content().toHex()).isEqualTo("46522c312ce92c35");
    assertThat(source.next().orElseThrow()).isInstanceOf(Parsed.Row.class);
  }

  @Test
  void json_thatIsNone_orNoObject_orSaysAFieldTwice_isBad() throws Exception {
    List<String> read =
        explained(
            Format.JSON_LINES,
            "{\"country\":\"FR\",\"id\":1",
            "[\"FR\",2]",
            "{\"country\":\"FR\",\"id\":3,\"id\":4}",
            "{\"country\":\"FR\",\"id\":5} x",
            "",
            "{\"country\":\"FR\",\"id\":6,\"name\":\"\\ud800\"}",
            "{\"country\":\"FR\",\"id\":7}");

    assertThat(read.get(0)).startsWith("line 1: not JSON: ");
    assertThat(read.get(1)).startsWith("line 2: not a JSON object");
    assertThat(read.get(2)).startsWith("line 3: not JSON: Duplicate");
    assertThat(read.get(3)).startsWith("line 4: not JSON: ");
    assertThat(read.get(4)).startsWith("line 6, column name: text with half of a surrogate pair");
    assertThat(read.get(5)).isEqualTo("FR/7");
    assertThat(read).hasSize(6);
  }

  @Test
  void json_thatNestsTooDeeply_isBad() throws Exception {
    String deep = "{\"country\":\"FR\",\"id\":1,\"l\":" + "[".repeat(40) + "]".repeat(40) + "}";

    assertThat(read(Format.JSON_LINES, Tables.places(1, "open"), deep).get(0))
        .startsWith("line 1: ");
  }

  @Test
  void column_thatTheTableDoesNotDeclare_isBad_inALineOrInTheHeader() throws Exception {
    String undeclared =
        "not declared by default.places, which has [name, people]; --ignore leaves it out";
    assertThat(explained(Format.JSON_LINES, "{\"country\":\"FR\",\"id\":1,\"nmae\":\"Lyon\"}"))
        .containsExactly("line 1, column nmae: " + undeclared);
    assertThatThrownBy(() -> read(Format.TSV, PLACES, "country\tid\tnmae\nFR\t1\tx\n"))
        .isInstanceOf(InputException.class)
        .hasMessage("column nmae: " + undeclared);

    Intake.Said ignoring =
        new Intake.Said(List.of(), Map.of(), Set.of("nmae"), Intake.Empty.ABSENT);
    byte[] file = "country\tid\tnmae\nFR\t1\tx\n".getBytes(StandardCharsets.UTF_8);
    RowSource source = RoundTripTest.source(Format.TSV, PLACES, file, ignoring);
    assertThat(((Parsed.Row) source.next().orElseThrow()).document().fields()).isEmpty();
  }

  @Test
  void country_withoutAHome_isBad_andNamed() throws Exception {
    assertThat(explained(Format.TSV, "XX\t1\tAtlantis\t5").get(0))
        .startsWith("line 2, column country: ")
        .contains("XX");
  }

  @Test
  void line_thatIsEndless_isCut_andTheNextOneIsRead() throws Exception {
    String file =
        "{\"x\":\"" + "x".repeat(ByteLines.LINE_BYTES_MAX) + "\"}\n{\"country\":\"FR\",\"id\":2}\n";

    assertThat(read(Format.JSON_LINES, PLACES, file))
        .containsExactly("line 1: longer than 8 MiB", "FR/2");
  }

  @Test
  void header_thatCannotServe_isRefusedAtOnce() {
    assertRefused("", "is empty");
    assertRefused("country\tid\tname\tname\n", "another one has");
    assertRefused("country\tid\tname\t\n", "has no name");
    assertRefused("country\tname\n", "key's columns [country, id]");
    assertRefused("id\tname\n", "--key says which");
  }

  @Test
  void columns_areTyped_mapped_andLeftOut_asTheUserSays() throws Exception {
    TableSpec open = Tables.places(1, "open");
    Intake.Said said =
        new Intake.Said(
            List.of("cc", "no"), Map.of("n", ValueType.DECIMAL), Set.of("x"), Intake.Empty.NULL);
    byte[] file = "\uFEFFno,x,cc,n,s\r\n1,x,FR,1.50,\r\n".getBytes(StandardCharsets.UTF_8);

    Parsed.Row row =
        (Parsed.Row) RoundTripTest.source(Format.CSV, open, file, said).next().orElseThrow();

    assertThat(row.key()).isEqualTo(Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(1)));
    assertThat(row.document())
        .isEqualTo(
            RoundTripTest.doc(
                "n", new Value.Decimal(new BigDecimal("1.50")), "s", Value.Null.NULL));
  }

  @Test
  void whatTheUserSaysOfColumns_mustFitTheTable() {
    assertUnfit(
        new Intake.Said(List.of("country"), Map.of(), Set.of(), Intake.Empty.ABSENT), "--key");
    assertUnfit(
        new Intake.Said(List.of("id", "id"), Map.of(), Set.of(), Intake.Empty.ABSENT), "--key");
    assertUnfit(
        new Intake.Said(
            List.of(), Map.of("people", ValueType.STRING), Set.of(), Intake.Empty.ABSENT),
        "declares people as int64");
    assertUnfit(
        new Intake.Said(List.of(), Map.of(), Set.of("id"), Intake.Empty.ABSENT),
        "can't be left out");
  }

  @Test
  void skipping_goesByLinesOfTheFile_behindTheHeader() throws Exception {
    ByteLines lines = new ByteLines(stream("country,id\nFR,1\nFR,2\nFR,3"));
    RowSource source =
        TabularRows.csv(
            lines,
            TabularRows.Header.FIRST_LINE,
            Intake.of(PLACES, Intake.Said.NOTHING),
            new RowRules(Tables.directory(), PLACES));

    lines.skipTo(3);

    assertThat(source.next().orElseThrow().line()).isEqualTo(3);
    assertThat(source.next().orElseThrow().line()).isEqualTo(4);
    assertThat(source.next()).isEmpty();
  }

  private static void assertRefused(String file, String message) {
    assertThatThrownBy(() -> read(Format.TSV, PLACES, file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  private static void assertUnfit(Intake.Said said, String message) {
    assertThatThrownBy(() -> Intake.of(PLACES, said))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  /** The lines below a header of all columns. */
  private static List<String> explained(Format format, String... lines) throws Exception {
    String header =
        switch (format) {
          case TSV -> "country\tid\tname\tpeople\n";
          case CSV -> "country,id,name,people\n";
          case JSON_LINES -> "";
        };
    return read(format, PLACES, header + String.join("\n", lines) + "\n");
  }

  /** Bad lines as they are explained, rows by their key. */
  private static List<String> read(Format format, TableSpec table, String file) throws Exception {
    RowSource source = RoundTripTest.source(format, table, file);
    List<String> read = new ArrayList<>();
    for (Optional<Parsed> one = source.next(); one.isPresent(); one = source.next()) {
      read.add(
          one.get() instanceof Parsed.BadLine bad
              ? bad.explained()
              : KeyText.format(((Parsed.Row) one.get()).key()));
    }
    return read;
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
