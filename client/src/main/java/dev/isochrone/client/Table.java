package dev.isochrone.client;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.TableName;
import dev.isochrone.wire.cluster.Whereabouts;
import dev.isochrone.wire.conflict.Conflict;
import dev.isochrone.wire.conflict.ConflictPage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The rows of one table. Each request is there twice: as a future, and blocking. A key is given
 * typed, or as the text that people write ({@code FR/2996944}).
 *
 * <p>Refusals that say where to go or when to come back are followed within the client's timeout.
 * What reaches the caller is the last one, as a {@link RefusedException}: thrown, or the exception
 * with which the future ends. One of kind {@code UNKNOWN} says that the write may have happened:
 * within its time the client has sent it again, so that it takes effect once, and got no answer.
 *
 * <p>A write under a {@link Condition} that does not hold is refused with {@code CONDITION_FAILED},
 * and the refusal shows the row as it is, so that most callers need not read it to decide again:
 *
 * <pre>{@code
 * ReadAnswer read = cities.get("FR/2996944");
 * Optional<Document> now = read.document();
 * Condition unchanged = Condition.on(read.header().version());
 * while (true) {
 *   try {
 *     cities.put(lyon, grown(now), unchanged);
 *     break;
 *   } catch (RefusedException refused) {
 *     Refusal.CurrentRow row = refused.current().orElseThrow(() -> refused);
 *     now = row.document();
 *     unchanged = Condition.on(row.version());
 *   }
 * }
 * }</pre>
 *
 * <p>A row of a multi-master table is written in this client's region, and read there if nothing
 * else is asked for. With policy {@code vector} it may have siblings, which a write settles that
 * gives back what the read has seen:
 *
 * <pre>{@code
 * ReadAnswer cart = carts.get("ann");
 * Document one = merged(cart.documents()); // Mostly there is one, or none.
 * if (cart.context().isPresent()) {
 *   carts.put("ann", one, cart.context().get());
 * } else {
 *   carts.put("ann", one); // Nobody has written it before.
 * }
 * }</pre>
 *
 * <p>In a table whose homes are by region column, a key whose region is left empty ({@code /5}) is
 * that of this client's own region, and {@link WriteAnswer#key} says which it is.
 *
 * <p>Any thread. Futures end on the client's network threads: what is attached to them must not
 * block. Cancelling a future does not cancel the request.
 */
public final class Table {
  private final IsochroneClient client;
  private final TableName name;
  private final Optional<Session> session;

  Table(IsochroneClient client, TableName name) {
    this(client, name, Optional.empty());
  }

  private Table(IsochroneClient client, TableName name, Optional<Session> session) {
    this.client = client;
    this.name = name;
    this.session = session;
  }

  /** The same, as a session sees it. */
  Table in(Session one) {
    return new Table(client, name, Optional.of(one));
  }

  public TableName name() {
    return name;
  }

  /** Writes a row at its home, if the condition holds there. */
  public CompletableFuture<WriteAnswer> putAsync(
      KeyForm key, Document document, Condition condition) {
    return carryOut(row(new RowWrite(key, Optional.of(document), condition)));
  }

  public WriteAnswer put(KeyForm key, Document document, Condition condition)
      throws RefusedException {
    return await(row(new RowWrite(key, Optional.of(document), condition)));
  }

  public WriteAnswer put(KeyForm key, Document document) throws RefusedException {
    return put(key, document, Condition.None.NONE);
  }

  public WriteAnswer put(String key, Document document) throws RefusedException {
    return put(new KeyForm.Text(key), document);
  }

  /**
   * Writes a multi-master row in place of all that its reader has seen of it: siblings too, which
   * it settles everywhere.
   *
   * @param read {@link ReadAnswer#context} of a read of this row
   */
  public WriteAnswer put(KeyForm key, Document document, ContextToken read)
      throws RefusedException {
    return await(row(RowWrite.put(key, document).having(read)));
  }

  public WriteAnswer put(String key, Document document, ContextToken read) throws RefusedException {
    return put(new KeyForm.Text(key), document, read);
  }

  /**
   * Deletes a row at its home, if the condition holds there. To delete what is not there is done
   * too.
   */
  public CompletableFuture<WriteAnswer> deleteAsync(KeyForm key, Condition condition) {
    return carryOut(row(new RowWrite(key, Optional.empty(), condition)));
  }

  public WriteAnswer delete(KeyForm key, Condition condition) throws RefusedException {
    return await(row(new RowWrite(key, Optional.empty(), condition)));
  }

  /** Deletes all that a reader has seen of a multi-master row; see {@link ReadAnswer#context}. */
  public WriteAnswer delete(KeyForm key, ContextToken read) throws RefusedException {
    return await(row(RowWrite.delete(key).having(read)));
  }

  public WriteAnswer delete(String key, ContextToken read) throws RefusedException {
    return delete(new KeyForm.Text(key), read);
  }

  public WriteAnswer delete(KeyForm key) throws RefusedException {
    return delete(key, Condition.None.NONE);
  }

  public WriteAnswer delete(String key) throws RefusedException {
    return delete(new KeyForm.Text(key));
  }

  /**
   * Writes several rows of one partition key: all of them, under one version, or none. It is
   * refused if any row's condition does not hold.
   *
   * @param rows 1 to {@value WriteRequest#ROWS_MAX}, each of another row; {@code INVALID_REQUEST}
   *     if they are not, or not of one partition key
   */
  public CompletableFuture<WriteAnswer> writeAsync(List<RowWrite> rows) {
    Optional<Refusal> unfit = unfit(rows);
    return unfit.isPresent()
        ? CompletableFuture.failedFuture(unfit.get().asException())
        : carryOut(new Question.Write(name, List.copyOf(rows)));
  }

  /** As {@link #writeAsync}, blocking. */
  public WriteAnswer write(List<RowWrite> rows) throws RefusedException {
    Optional<Refusal> unfit = unfit(rows);
    if (unfit.isPresent()) {
      throw unfit.get().asException();
    }
    return await(new Question.Write(name, List.copyOf(rows)));
  }

  private static Optional<Refusal> unfit(List<RowWrite> rows) {
    int n = rows.size();
    return n >= 1 && n <= WriteRequest.ROWS_MAX
        ? Optional.empty()
        : Optional.of(
            Refusal.of(RefusalCode.INVALID_REQUEST, n + " rows; 1 to 4,096 are taken at once"));
  }

  private Question.Write row(RowWrite only) {
    return new Question.Write(name, List.of(only));
  }

  /**
   * Reads a row; the answer states how old it may be. {@link Consistency#LEASED} is as strong as
   * {@link Consistency#STRONG} while clocks keep their bounds, and spares the leader the question
   * to the others. {@link Consistency#SESSION} is for the tables of a {@link Session}, and {@link
   * Consistency#BOUNDED_STALENESS} needs its bound: see {@link #getWithin}.
   */
  public CompletableFuture<ReadAnswer> getAsync(KeyForm key, Consistency consistency) {
    return readAsync(question(key, Optional.of(consistency)));
  }

  /** Reads a row as strongly as the table can, as {@link #get(KeyForm)} does. */
  public CompletableFuture<ReadAnswer> getAsync(KeyForm key) {
    return readAsync(question(key, Optional.empty()));
  }

  public ReadAnswer get(KeyForm key, Consistency consistency) throws RefusedException {
    return read(question(key, Optional.of(consistency)));
  }

  /**
   * Reads a row as its home's leader has it, confirmed by a majority; a multi-master row, which has
   * no home, as the leader in this client's region does. In a {@link Session} it reads at {@link
   * Consistency#SESSION} instead.
   */
  public ReadAnswer get(KeyForm key) throws RefusedException {
    return read(question(key, Optional.empty()));
  }

  public ReadAnswer get(String key, Consistency consistency) throws RefusedException {
    return get(new KeyForm.Text(key), consistency);
  }

  /** Reads a row as {@link #get(KeyForm)} does. */
  public ReadAnswer get(String key) throws RefusedException {
    return get(new KeyForm.Text(key));
  }

  /**
   * Reads a row nearby if the copy there is at most so old, by the clock of the node that serves,
   * and else at its home. A row of a multi-master table has no home: it is waited for within the
   * request's time, and then refused with {@code STALE}.
   *
   * @param staleness above 0, in whole milliseconds
   */
  public CompletableFuture<ReadAnswer> getWithinAsync(Duration staleness, KeyForm key) {
    return readAsync(within(staleness, key));
  }

  /** As {@link #getWithinAsync}, blocking. */
  public ReadAnswer getWithin(Duration staleness, KeyForm key) throws RefusedException {
    return read(within(staleness, key));
  }

  public ReadAnswer getWithin(Duration staleness, String key) throws RefusedException {
    return getWithin(staleness, new KeyForm.Text(key));
  }

  private Question.Read within(Duration staleness, KeyForm key) {
    return new Question.Read(
        name,
        key,
        Optional.of(Consistency.BOUNDED_STALENESS),
        Optional.of(staleness),
        Optional.empty());
  }

  private Question.Read question(KeyForm key, Optional<Consistency> asked) {
    if (session.isEmpty()) {
      return new Question.Read(name, key, asked);
    }
    Consistency level = asked.orElse(Consistency.SESSION);
    return new Question.Read(
        name,
        key,
        Optional.of(level),
        Optional.empty(),
        level == Consistency.SESSION ? session.map(Session::seen) : Optional.empty());
  }

  private CompletableFuture<ReadAnswer> readAsync(Question.Read question) {
    CompletableFuture<ReadAnswer> answer = client.carryOut(question);
    return session.isEmpty() ? answer : answer.thenApply(session.get()::read);
  }

  private ReadAnswer read(Question.Read question) throws RefusedException {
    ReadAnswer answer = client.await(question);
    return session.isEmpty() ? answer : session.get().read(answer);
  }

  private CompletableFuture<WriteAnswer> carryOut(Question.Write question) {
    CompletableFuture<WriteAnswer> answer = client.carryOut(question);
    return session.isEmpty() ? answer : answer.thenApply(session.get()::wrote);
  }

  private WriteAnswer await(Question.Write question) throws RefusedException {
    WriteAnswer answer = client.await(question);
    return session.isEmpty() ? answer : session.get().wrote(answer);
  }

  /**
   * The rows of a range: as {@link #get(KeyForm)} reads, if it lies within one partition key; else
   * eventually, from the nearest replica. Not counted among the requests in flight.
   */
  public RowScan scan(ScanRange range) {
    return scan(range, ScanOptions.DEFAULT);
  }

  public RowScan scan(ScanRange range, ScanOptions options) {
    return client.scan(name, range, options);
  }

  /**
   * What lost in this table, as a node of this client's region knows: a page of it.
   *
   * @param from {@link ConflictPage#next} of the page before; empty: from the beginning
   * @param max at most so many; 0: as many as the node gives at once
   */
  public ConflictPage conflicts(Bytes from, int max) throws RefusedException {
    return client.conflicts(name, from, max);
  }

  /** One of them, by its {@link Conflict#id}; empty if it is not known there. */
  public Optional<Conflict> conflict(Bytes id) throws RefusedException {
    return client.conflict(name, id);
  }

  /** Where a row lives, as the nearest node that answers sees it. */
  public Whereabouts where(KeyForm key) throws RefusedException {
    return client.where(name, key);
  }

  public Whereabouts where(String key) throws RefusedException {
    return where(new KeyForm.Text(key));
  }
}
