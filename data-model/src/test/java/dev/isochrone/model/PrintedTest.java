package dev.isochrone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log may print by accident shows no key and no value. */
class PrintedTest {
  private static final String SECRET = "secret";
  private static final RequestHeader HEADER =
      new RequestHeader("r-1", Optional.empty(), false, Optional.empty());
  private static final Key KEY = Key.of(new KeyPart.Text(SECRET));
  private static final StoredKey STORED = StoredKey.row(1, new Slot(2), KeyTuple.encode(KEY));
  private static final Document DOCUMENT = Document.of(Map.of(SECRET, new Value.Text(SECRET)));
  private static final Bytes PAYLOAD = Bytes.wrap(SECRET.getBytes(StandardCharsets.UTF_8));

  @Test
  void requests_showNothingOfKeysAndDocuments() {
    TableName table = TableName.parse("cities");

    assertHidden(
        WriteRequest.of(
            HEADER,
            table,
            new KeyForm.Text(SECRET),
            Optional.of(DOCUMENT),
            Condition.Absent.ABSENT));
    assertHidden(new ReadRequest(HEADER, table, new KeyForm.Typed(KEY), Consistency.STRONG));
  }

  @Test
  void answersAndRows_showNothingOfTheirContent() {
    AnswerHeader header =
        new AnswerHeader(
            HlcTimestamp.MIN,
            new AnswerHeader.Served(new Region("eu-west"), new NodeId("n1")),
            new AnswerHeader.HomeOf(new Region("eu-west"), 1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "r-1");

    assertHidden(new ReadAnswer(header, Optional.of(DOCUMENT)));
    assertHidden(STORED);
    assertHidden(new Change(1, STORED, PAYLOAD));
    assertHidden(
        new RowVersion(
            new RandomValues(1).version(),
            /* tombstone= */ false,
            new RowVersion.WrittenBy(1, 1),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            PAYLOAD));
  }

  @Test
  void refusals_tellTheCaller_andPrintTheirCodeAlone() {
    Refusal refusal = Refusal.of(RefusalCode.NO_HOME, "no home for " + SECRET);

    assertThat(refusal.message()).contains(SECRET);
    assertHidden(refusal);
    assertHidden(Outcome.refused(refusal));
    assertHidden(refusal.asException());
    assertThat(refusal.asException()).hasMessage("NO_HOME");
    assertThat(refusal.asException().refusal()).isSameAs(refusal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Z",
        "0-_z",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void requestIds_ofLettersDigitsHyphenAndUnderscore_areTaken(String id) {
    assertThat(new RequestHeader(id, Optional.empty(), false, Optional.empty()).requestId())
        .isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "a b",
    "é",
    "a/b",
    "'a\n'",
    "01234567890123456789012345678901234567890123456789012345678901234"
  })
  void requestIds_ofAnythingElse_areRefused(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestHeader(id, Optional.empty(), false, Optional.empty()))
        .withMessage("not a request id");
  }

  private static void assertHidden(Object value) {
    assertThat(value.toString()).doesNotContain(SECRET);
  }
}
