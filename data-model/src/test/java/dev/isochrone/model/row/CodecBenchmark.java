package dev.isochrone.model.row;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the codecs on the way of a put and of a get cost, for the row of `isochrone bench`. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class CodecBenchmark {
  private static final int VALUE_BYTES = 100;

  private final Key key = Key.of(new KeyPart.Text("key-000000000042"));
  private final Map<String, Value> fields =
      Map.of("value", new Value.Binary(Bytes.wrap(new byte[VALUE_BYTES])));
  private final Bytes tuple = KeyTuple.encode(key);
  private final StoredKey stored = StoredKey.row(1, new Slot(7), tuple);
  private final Bytes payload;
  private final RowVersion row;
  private final Bytes record;

  public CodecBenchmark() {
    try {
      payload = DocumentCodec.encode(Document.of(fields));
    } catch (FormatException impossible) {
      throw new AssertionError(impossible);
    }
    row =
        new RowVersion(
            new Version(1, new Stamp(new HlcTimestamp(1L << 40), new Origin(1))),
            /* tombstone= */ false,
            new RowVersion.WrittenBy(1, 1),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            payload);
    record = RecordCodec.encode(stored, row);
  }

  @Benchmark
  public Bytes encodeKey() {
    return KeyTuple.encode(key);
  }

  /** With the making of it, since a document remembers its bytes. */
  @Benchmark
  public Bytes encodeDocument() throws FormatException {
    return DocumentCodec.encode(Document.of(fields));
  }

  @Benchmark
  public Document decodeDocument() throws FormatException {
    return DocumentCodec.decode(payload);
  }

  @Benchmark
  public Bytes encodeRecord() {
    return RecordCodec.encode(stored, row);
  }

  @Benchmark
  public RowVersion decodeRecord() throws FormatException {
    return RecordCodec.decode(stored, record);
  }
}
