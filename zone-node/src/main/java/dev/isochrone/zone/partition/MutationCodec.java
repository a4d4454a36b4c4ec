package dev.isochrone.zone.partition;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import java.util.Optional;

/** The bytes of mutations: docs/formats.md, section 8. */
final class MutationCodec {
  private static final int PUT = 1;
  private static final int DELETE = 2;
  private static final int CONTEXT_GIVEN = 1;
  private static final int NONE = 0;
  private static final int ABSENT = 1;
  private static final int IS_VERSION = 2;

  private MutationCodec() {}

  static Bytes encode(Mutation mutation) {
    return written(mutation).toBytes();
  }

  /** The bytes while they are in the writer's buffer, to be copied once. */
  static ByteWriter written(Mutation mutation) {
    Bytes document = mutation.document().orElse(Bytes.EMPTY);
    ByteWriter out = new ByteWriter(96 + document.length());
    out.u8(mutation.document().isPresent() ? PUT : DELETE);
    out.u8(mutation.context().isPresent() ? CONTEXT_GIVEN : 0);
    condition(out, mutation.condition());
    out.u32(mutation.routedBy().ruleVersion()).u32(mutation.routedBy().homeEpoch());
    out.u32(mutation.writtenBy().schemaVersion()).u32(mutation.writtenBy().policyVersion());
    out.bytes(mutation.key().bytes());
    mutation.context().ifPresent(context -> RecordCodec.context(out, context));
    return out.raw(document);
  }

  static Mutation decode(ByteReader in) throws FormatException {
    int kind = in.u8();
    int flags = in.u8();
    if ((kind != PUT && kind != DELETE) || (flags & ~CONTEXT_GIVEN) != 0) {
      throw new FormatException(
          Problem.NEWER_FORMAT, "mutation of kind " + kind + ", flags " + flags);
    }
    Condition condition = condition(in);
    Mutation.RoutedBy routedBy =
        new Mutation.RoutedBy(in.number("rule version"), in.number("home epoch"));
    RowVersion.WrittenBy writtenBy =
        new RowVersion.WrittenBy(in.number("schema version"), in.number("policy version"));
    StoredKey key = StoredKey.read(in.bytes());
    Optional<CausalContext> context =
        flags == CONTEXT_GIVEN ? Optional.of(RecordCodec.context(in)) : Optional.empty();
    if (kind == DELETE) {
      in.end("delete");
    } else if (in.remaining() == 0) {
      throw FormatException.malformed("put without a document");
    }
    Optional<Bytes> document = kind == PUT ? Optional.of(in.rest()) : Optional.empty();
    return new Mutation(key, document, condition, routedBy, writtenBy, context);
  }

  static void condition(ByteWriter out, Condition condition) {
    if (condition instanceof Condition.IsVersion is) {
      out.u8(IS_VERSION).u32(is.version().homeEpoch()).stamp(is.version().stamp());
    } else {
      out.u8(condition == Condition.Absent.ABSENT ? ABSENT : NONE);
    }
  }

  private static Condition condition(ByteReader in) throws FormatException {
    int kind = in.u8();
    return switch (kind) {
      case NONE -> Condition.None.NONE;
      case ABSENT -> Condition.Absent.ABSENT;
      case IS_VERSION -> new Condition.IsVersion(new Version(in.number("home epoch"), in.stamp()));
      default -> throw new FormatException(Problem.NEWER_FORMAT, "condition " + kind);
    };
  }
}
