package dev.isochrone.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatchCodec;
import dev.isochrone.model.row.ConflictCodec;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowKey;
import dev.isochrone.model.row.SiblingCodec;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.testing.ForSeeds;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every decoder is total: whatever the bytes, there is a value or a {@link FormatException}, and no
 * more is allocated than the bytes' own length allows. What is taken, is written back as it was: no
 * value has two forms.
 */
class DecodersTest {
  /** A form, by a decoder and the encoder that gives its bytes back. */
  private enum Form {
    KEY_TUPLE("key-tuple.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        return KeyTuple.encode(KeyTuple.decode(bytes));
      }
    },
    STORED_KEY("stored-key.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        return StoredKey.read(bytes).bytes();
      }
    },
    ROW_KEY("row-key.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        return RowKey.decode(bytes).encode();
      }
    },
    CAUSAL_CONTEXT("causal-context.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        ByteReader in = new ByteReader(bytes);
        CausalContext context = RecordCodec.context(in);
        in.end("context");
        ByteWriter out = new ByteWriter();
        RecordCodec.context(out, context);
        return out.toBytes();
      }
    },
    DOCUMENT("document.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        return DocumentCodec.encode(DocumentCodec.decode(bytes));
      }
    },
    RECORD("record-tombstone.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        StoredKey key = StoredKey.read(GoldenFile.named("stored-key.hex").content());
        return RecordCodec.encode(key, RecordCodec.decode(key, bytes));
      }
    },
    RECORD_SIBLINGS("record-siblings.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        StoredKey key = StoredKey.read(GoldenFile.named("stored-key.hex").content());
        return SiblingCodec.encode(key, SiblingCodec.decode(key, bytes));
      }
    },
    CONFLICT_RECORD("conflict-record.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        StoredKey key = StoredKey.read(GoldenFile.named("stored-key.hex").content());
        return ConflictCodec.encode(ConflictCodec.decode(key, bytes));
      }
    },
    CONFLICT_ID("stored-key.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        return ConflictId.decode(bytes).encode();
      }

      @Override
      Bytes golden() {
        return new ByteWriter().raw(super.golden()).u64(42).u32(1).toBytes();
      }
    },
    CHANGE_WITHDRAWN("change-conflict-withdrawn.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        ByteReader in = new ByteReader(bytes);
        Change change = ChangeBatchCodec.change(1, in);
        in.end("change");
        Change.Subject subject = change.subject(); // A stamp, and nothing after it.
        ByteWriter out = new ByteWriter();
        ChangeBatchCodec.change(
            out,
            change.kind() == Change.Kind.CONFLICT_WITHDRAWN
                ? Change.withdrawn(1, new ConflictId(change.key(), subject.version()))
                : change);
        return out.toBytes();
      }
    },
    CHANGE("change.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        ByteReader in = new ByteReader(bytes);
        Change change = ChangeBatchCodec.change(1, in);
        in.end("change");
        ByteWriter out = new ByteWriter();
        ChangeBatchCodec.change(out, change);
        return out.toBytes();
      }
    },
    CHANGE_BATCH("change-batch.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        return ChangeBatchCodec.encode(ChangeBatchCodec.decode(bytes));
      }
    },
    RESUME_TOKEN("resume-token.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        return ResumeToken.decode(bytes).encode();
      }
    },
    RESUME_TOKEN_AT_A_SLOT("resume-token-slot.hex") {
      @Override
      Bytes throughValue(Bytes bytes) throws FormatException {
        return ResumeToken.decode(bytes).encode();
      }
    };

    private final String goldenFile;

    Form(String goldenFile) {
      this.goldenFile = goldenFile;
    }

    /** Decodes, and encodes what came of it. */
    abstract Bytes throughValue(Bytes bytes) throws FormatException;

    Bytes golden() {
      return GoldenFile.named(goldenFile).content();
    }
  }

  @ParameterizedTest
  @EnumSource
  void goldenBytes_cutShortAnywhere_giveAValueOrARefusal(Form form) {
    Bytes golden = form.golden();
    for (int length = 0; length < golden.length(); length++) {
      assertTotal(form, golden.slice(0, length));
    }
    assertThat(assertTotal(form, golden)).as("the whole is a value").isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void goldenBytes_withAnyBitFlipped_giveAValueOrARefusal(Form form) {
    byte[] bytes = form.golden().toArray();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertTotal(form, Bytes.copyOf(bytes));
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @ForSeeds(100)
  void bytes_ofAnyKind_giveAValueOrARefusal(long seed) {
    RandomValues values = new RandomValues(seed);
    for (Form form : Form.values()) {
      for (int i = 0; i < 20; i++) {
        assertTotal(form, values.noise(values.number(40)));
        assertTotal(form, spliced(values, form.golden()));
      }
    }
  }

  /** Counts and lengths that promise more than there is, wherever one may stand. */
  @ParameterizedTest
  @EnumSource
  void bytes_thatPromiseMuch_allocateLittle(Form form) {
    byte[] golden = form.golden().shared();
    for (int at = 0; at < golden.length; at++) {
      for (int width = 0; width < 8 && at + width < golden.length; width++) {
        byte[] bytes = golden.clone();
        Arrays.fill(bytes, at, at + width, (byte) 0xFF);
        bytes[at + width] = 0x7F; // The end of a varint of this width, beyond what is there.
        assertTotal(form, Bytes.wrap(bytes));
        assertThat(allocatedBy(form, Bytes.wrap(bytes))).as("at byte %s", at).isLessThan(64_000);
      }
    }
  }

  /** A piece of the golden bytes cut out, or noise put in; or both. */
  private static Bytes spliced(RandomValues values, Bytes golden) {
    int from = values.number(golden.length());
    int to = from + values.number(golden.length() - from);
    return new ByteWriter()
        .raw(golden.slice(0, from))
        .raw(values.noise(values.number(4)))
        .raw(golden.slice(to, golden.length()))
        .toBytes();
  }

  /** Returns whether it was a value. */
  private static boolean assertTotal(Form form, Bytes bytes) {
    Optional<Bytes> again = throughValue(form, bytes);
    again.ifPresent(
        same -> assertThat(same.toHex()).as("%s has one form", form).isEqualTo(bytes.toHex()));
    return again.isPresent();
  }

  private static Optional<Bytes> throughValue(Form form, Bytes bytes) {
    try {
      return Optional.of(form.throughValue(bytes));
    } catch (FormatException refused) {
      return Optional.empty();
    }
  }

  private static long allocatedBy(Form form, Bytes bytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    throughValue(form, bytes);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
