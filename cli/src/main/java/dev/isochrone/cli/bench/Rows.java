package dev.isochrone.cli.bench;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.request.KeyForm;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The keys and documents of a measurement, all made before it begins, so that the loop makes
 * requests and nothing else. Immutable.
 */
final class Rows {
  /** So many different values, of random bytes; a store that compressed would gain nothing. */
  private static final int DOCUMENTS = 1_024;

  private final KeyForm.Typed[] keys;
  private final Document[] documents;

  /**
   * Keys as the loop of peers-bench has them: {@code key-000000000042}.
   *
   * @param valueBytes in the one field of each document
   */
  Rows(int keys, int valueBytes, RandomGenerator random) {
    this.keys = new KeyForm.Typed[keys];
    for (int i = 0; i < keys; i++) {
      this.keys[i] = new KeyForm.Typed(Key.of(new KeyPart.Text(String.format("key-%012d", i))));
    }
    this.documents = new Document[DOCUMENTS];
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] value = new byte[valueBytes];
      random.nextBytes(value);
      documents[i] = Document.of(Map.of("value", new Value.Binary(Bytes.copyOf(value))));
    }
  }

  int count() {
    return keys.length;
  }

  KeyForm.Typed key(int number) {
    return keys[number];
  }

  /** Any of the documents: the one with this number, counted round and round. */
  Document document(long number) {
    return documents[(int) (number & (DOCUMENTS - 1))];
  }
}
