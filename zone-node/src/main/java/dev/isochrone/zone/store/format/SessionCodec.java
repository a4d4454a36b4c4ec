package dev.isochrone.zone.store.format;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.zone.session.Answer;
import dev.isochrone.zone.session.SessionChanges;
import dev.isochrone.zone.session.SessionRecord;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sessions in a store, one record each: docs/formats.md, section 11, {@code requests}. */
public final class SessionCodec {
  private static final int WRITTEN = 1;
  private static final int UNMET = 2;

  /** Sequence, fingerprint, kind, and the least that follows. */
  private static final int ANSWER_BYTES_MIN = 8 + 8 + 1 + 2;

  private static final int ANSWER_BYTES = 8 + 8 + 1 + 4 + 12;

  private SessionCodec() {}

  /** Adds what makes a store that held the sessions before the changes hold them after. */
  public static void changes(SessionChanges sessions, List<KvChange> changes) {
    for (SessionRecord session : sessions.changed()) {
      changes.add(put(session));
    }
    for (Long ended : sessions.ended()) {
      changes.add(new KvChange.Delete(Space.REQUESTS, key(ended)));
    }
  }

  static KvChange.Put put(SessionRecord session) {
    ByteWriter body = new ByteWriter(32 + ANSWER_BYTES * session.answers().size());
    body.hlc(session.opened()).hlc(session.lastUse()).u64(session.floor());
    body.varint(session.answers().size());
    for (Map.Entry<Long, Answer> answer : session.answers().entrySet()) {
      body.u64(answer.getKey()).u64(answer.getValue().fingerprint());
      write(body, answer.getValue());
    }
    Bytes key = key(session.id());
    Bytes sealed = Envelope.seal(Space.REQUESTS, key, body.toBytes());
    return new KvChange.Put(Space.REQUESTS, key, sealed);
  }

  /**
   * The sessions of a snapshot, each checksum verified.
   *
   * @throws StoreException if one is damaged or newer than this release
   */
  public static List<SessionRecord> read(KvSnapshot snapshot) {
    List<SessionRecord> sessions = new ArrayList<>();
    Iterator<KvEntry> entries = snapshot.from(Space.REQUESTS, Bytes.EMPTY);
    try {
      while (entries.hasNext()) {
        sessions.add(read(entries.next()));
      }
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.REQUESTS, broken);
    }
    return sessions;
  }

  /** One session, its checksum verified. */
  public static SessionRecord read(KvEntry entry) throws FormatException {
    ByteReader key = new ByteReader(entry.key());
    long id = key.u64();
    key.end("session's key");
    ByteReader in = Envelope.open(Space.REQUESTS, entry);
    HlcTimestamp opened = in.hlc();
    HlcTimestamp lastUse = in.hlc();
    long floor = in.longNumber("floor");
    SortedMap<Long, Answer> answers = answers(in);
    in.end("session");
    try {
      return new SessionRecord(id, opened, lastUse, floor, answers);
    } catch (IllegalArgumentException broken) {
      throw FormatException.malformed("session: " + broken.getMessage());
    }
  }

  private static SortedMap<Long, Answer> answers(ByteReader in) throws FormatException {
    int n = in.count(ANSWER_BYTES_MIN);
    SortedMap<Long, Answer> answers = new TreeMap<>();
    long last = 0;
    for (int i = 0; i < n; i++) {
      long sequence = in.longNumber("sequence");
      if (sequence <= last) {
        throw FormatException.malformed("answers out of order");
      }
      last = sequence;
      answers.put(sequence, answer(in));
    }
    return answers;
  }

  private static Answer answer(ByteReader in) throws FormatException {
    long fingerprint = in.u64();
    int kind = in.u8();
    return switch (kind) {
      case WRITTEN ->
          new Answer.Written(fingerprint, new Version(in.number("home epoch"), in.stamp()));
      case UNMET -> new Answer.Unmet(fingerprint, in.u16());
      default -> throw new FormatException(Problem.NEWER_FORMAT, "answer of kind " + kind);
    };
  }

  private static void write(ByteWriter out, Answer answer) {
    if (answer instanceof Answer.Written written) {
      out.u8(WRITTEN).u32(written.version().homeEpoch()).stamp(written.version().stamp());
    } else if (answer instanceof Answer.Unmet unmet) {
      out.u8(UNMET).u16(unmet.mutation());
    } else {
      throw new AssertionError(answer);
    }
  }

  private static Bytes key(long session) {
    return new ByteWriter(8).u64(session).toBytes();
  }
}
