package dev.isochrone.client;

import dev.isochrone.model.document.Document;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.TableName;
import dev.isochrone.wire.cluster.Whereabouts;
import java.util.concurrent.CompletableFuture;

/**
 * The rows of one table. Each request is there twice: as a future, and blocking. A key is given
 * typed, or as the text that people write ({@code FR/2996944}).
 *
 * <p>Refusals that say where to go or when to come back are followed within the client's timeout.
 * What reaches the caller is the last one, as a {@link RefusedException}: thrown, or the exception
 * with which the future ends. One of kind {@code UNKNOWN} says that the write may have happened;
 * the client never sends such a write again.
 *
 * <p>Any thread. Futures end on the client's network threads: what is attached to them must not
 * block. Cancelling a future does not cancel the request.
 */
public final class Table {
  private final IsochroneClient client;
  private final TableName name;

  Table(IsochroneClient client, TableName name) {
    this.client = client;
    this.name = name;
  }

  public TableName name() {
    return name;
  }

  /** Writes a row at its home, if the condition holds there. */
  public CompletableFuture<WriteAnswer> putAsync(
      KeyForm key, Document document, Condition condition) {
    return client.carryOut(Question.put(name, key, document, condition));
  }

  public WriteAnswer put(KeyForm key, Document document, Condition condition)
      throws RefusedException {
    return client.await(Question.put(name, key, document, condition));
  }

  public WriteAnswer put(KeyForm key, Document document) throws RefusedException {
    return put(key, document, Condition.None.NONE);
  }

  public WriteAnswer put(String key, Document document) throws RefusedException {
    return put(new KeyForm.Text(key), document);
  }

  /**
   * Deletes a row at its home, if the condition holds there. To delete what is not there is done
   * too.
   */
  public CompletableFuture<WriteAnswer> deleteAsync(KeyForm key, Condition condition) {
    return client.carryOut(Question.delete(name, key, condition));
  }

  public WriteAnswer delete(KeyForm key, Condition condition) throws RefusedException {
    return client.await(Question.delete(name, key, condition));
  }

  public WriteAnswer delete(KeyForm key) throws RefusedException {
    return delete(key, Condition.None.NONE);
  }

  public WriteAnswer delete(String key) throws RefusedException {
    return delete(new KeyForm.Text(key));
  }

  /** Reads a row; the answer states how old it may be. */
  public CompletableFuture<ReadAnswer> getAsync(KeyForm key, Consistency consistency) {
    return client.carryOut(Question.get(name, key, consistency));
  }

  public ReadAnswer get(KeyForm key, Consistency consistency) throws RefusedException {
    return client.await(Question.get(name, key, consistency));
  }

  /** Reads a row as its home's leader has it, confirmed by a majority. */
  public ReadAnswer get(KeyForm key) throws RefusedException {
    return get(key, Consistency.STRONG);
  }

  public ReadAnswer get(String key, Consistency consistency) throws RefusedException {
    return get(new KeyForm.Text(key), consistency);
  }

  /** Reads a row as its home's leader has it, confirmed by a majority. */
  public ReadAnswer get(String key) throws RefusedException {
    return get(new KeyForm.Text(key));
  }

  /**
   * The rows of a range: strongly, at the home's leader, if it lies within one partition key; else
   * eventually, from the nearest replica. Not counted among the requests in flight.
   */
  public RowScan scan(ScanRange range) {
    return scan(range, ScanOptions.DEFAULT);
  }

  public RowScan scan(ScanRange range, ScanOptions options) {
    return client.scan(name, range, options);
  }

  /** Where a row lives, as the nearest node that answers sees it. */
  public Whereabouts where(KeyForm key) throws RefusedException {
    return client.where(name, key);
  }

  public Whereabouts where(String key) throws RefusedException {
    return where(new KeyForm.Text(key));
  }
}
