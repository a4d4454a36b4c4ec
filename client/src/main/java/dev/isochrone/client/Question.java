package dev.isochrone.client;

import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswer;
import dev.isochrone.client.route.Route;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RequestId;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.wire.OperationWire;
import dev.isochrone.wire.SharedHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked about rows of one place, by whatever server.
 *
 * @param <V> what the answer says
 */
sealed interface Question<V> {
  TableName table();

  /** The row by which the way is found. */
  KeyForm key();

  Aim aim();

  /**
   * What is sent.
   *
   * @param route the way to {@link #key}
   */
  Outcome<Operation.Builder> operation(RequestHeader header, Route route);

  /**
   * What came back: the value, the server's refusal, or why the answer can't be read.
   *
   * @param route that of the operation
   */
  Outcome<V> answer(OperationAnswer answer, SharedHeader shared, RequestId id, Route route);

  /** What an answer says about itself. */
  AnswerHeader headerOf(V answer);

  /** Who can answer, and whether asking has an effect. */
  enum Aim {
    /** The leader; an attempt that is not answered may have happened. */
    WRITE,
    /** The leader; any number of attempts does no harm. */
    READ_AT_HOME,
    /** The leader of the row's partition in the client's region. */
    READ_IN_REGION,
    /** Any replica. */
    READ_NEAR
  }

  /**
   * A write of one row, or of several of one partition key.
   *
   * @param rows as {@link WriteRequest} takes them
   */
  record Write(TableName table, List<RowWrite> rows) implements Question<WriteAnswer> {
    @Override
    public KeyForm key() {
      return rows.get(0).key();
    }

    @Override
    public Aim aim() {
      return Aim.WRITE;
    }

    @Override
    public Outcome<Operation.Builder> operation(RequestHeader header, Route route) {
      try {
        return OperationWire.toProto(new WriteRequest(header, table, typed(route)));
      } catch (RefusedException unfit) {
        return Outcome.refused(unfit.refusal());
      }
    }

    private List<RowWrite> typed(Route route) throws RefusedException {
      if (rows.size() == 1) {
        return List.of(under(route.key(), rows.get(0)));
      }
      List<RowWrite> typed = new ArrayList<>(rows.size());
      for (RowWrite row : rows) {
        Key key = route.whole(row.key()).orThrow();
        requireTogether(route, key, typed.size());
        typed.add(under(key, row));
      }
      return typed;
    }

    private static RowWrite under(Key key, RowWrite row) {
      return row.of(new KeyForm.Typed(key));
    }

    /** The way was found by the first row; another partition key would be led astray. */
    private static void requireTogether(Route route, Key key, int row) throws RefusedException {
      TableSpec table = route.table();
      int columns = table.partitionKeyColumns();
      if (key.parts().size() != table.key().size()
          || !key.prefix(columns).equals(route.key().prefix(columns))) {
        throw Refusal.of(
                RefusalCode.INVALID_REQUEST,
                "row[" + row + "].key: a write takes rows of one partition key")
            .asException();
      }
    }

    @Override
    public Outcome<WriteAnswer> answer(
        OperationAnswer answer, SharedHeader shared, RequestId id, Route route) {
      Outcome<WriteAnswer> outcome = OperationWire.writeAnswer(answer, shared, id);
      return route.filled() ? outcome.map(written -> written.naming(route.key())) : outcome;
    }

    @Override
    public AnswerHeader headerOf(WriteAnswer answer) {
      return answer.header();
    }
  }

  /**
   * A read of one row.
   *
   * @param consistency empty: the strongest that the table's rows have
   */
  record Read(TableName table, KeyForm key, Optional<Consistency> consistency)
      implements Question<ReadAnswer> {
    @Override
    public Aim aim() {
      if (consistency.isEmpty()) {
        return Aim.READ_AT_HOME; // Of a multi-master row that is where its writes go.
      }
      return switch (consistency.get()) {
        case EVENTUAL -> Aim.READ_NEAR;
        case REGION_STRONG -> Aim.READ_IN_REGION;
        case STRONG, LEASED, BOUNDED_STALENESS, SESSION, REGIONS -> Aim.READ_AT_HOME;
      };
    }

    @Override
    public Outcome<Operation.Builder> operation(RequestHeader header, Route route) {
      return Outcome.done(
          OperationWire.toProto(
              new ReadRequest(header, table, new KeyForm.Typed(route.key()), consistency)));
    }

    @Override
    public Outcome<ReadAnswer> answer(
        OperationAnswer answer, SharedHeader shared, RequestId id, Route route) {
      return OperationWire.readAnswer(answer, shared, id);
    }

    @Override
    public AnswerHeader headerOf(ReadAnswer answer) {
      return answer.header();
    }
  }
}
