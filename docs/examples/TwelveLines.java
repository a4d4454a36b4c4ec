// With a cluster up and its env read (README.md), from the root of a built checkout:
//   java -cp 'cli/target/classes:cli/target/lib/*' docs/examples/TwelveLines.java

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.model.Region;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteAnswer;
import java.util.List;
import java.util.Map;

/** What a program does with Isochrone, in the tables of docs/examples/tables.yaml. */
public final class TwelveLines {
  private static final KeyForm LYON = new KeyForm.Text("FR/2996944");
  private static final KeyForm BRON = new KeyForm.Text("FR/3029706");
  private static final Document LYONS = document("name", "Lyon");
  private static final Document BRONS = document("name", "Bron");

  public static void main(String[] arguments) throws Exception {
    String[] endpoints = System.getenv("ISOCHRONE_ENDPOINTS").split(",");
    ClientConfig config = ClientConfig.to(endpoints).from(new Region("ap-south"));  // some nodes, and where we are
    try (IsochroneClient client = IsochroneClient.connect(config)) {
      Table cities = client.table("cities");
      WriteAnswer put = cities.put(LYON, LYONS);                                    // at its home, eu-west
      ReadAnswer strong = cities.get(LYON);                                         // from there, confirmed by a majority
      ReadAnswer nearby = cities.get(LYON, Consistency.EVENTUAL);                   // from ap-south, and says how old it is
      cities.put(LYON, LYONS, Condition.on(put.header().version()));                // only if nobody wrote it since
      cities.write(List.of(RowWrite.put(LYON, LYONS), RowWrite.put(BRON, BRONS)));  // both or none: one partition key

      Table carts = client.table("carts");                                          // written in every region
      carts.put("17", document("items", "tea"));                                    // here, in ap-south
      ReadAnswer cart = carts.get("17");                                            // all versions, if two wrote at once
      carts.put("17", merged(cart.documents()), cart.context().orElseThrow());      // replaces what was read, no more

      System.out.println("strong from " + strong.header().served().region() + ", nearby from " + nearby.header().served().region());
    }
  }

  private static Document merged(List<Document> siblings) {
    return siblings.get(0); // What belongs together is for the program to say.
  }

  private static Document document(String field, String text) {
    return Document.of(Map.of(field, new Value.Text(text)));
  }
}
