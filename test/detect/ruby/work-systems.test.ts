/** Resque, Que, GoodJob and Solid Queue by expectation: Debian has none of these gems, so their documentation is the judge. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPO } from "../../cli/run-migrate.js";

interface Analysis {
  readonly jobs: readonly { name: string; system: string; queue: string | null; process: string | null }[];
  readonly schedules: readonly { name: string; when: string; runs: string; process: string | null }[];
}

const read = (fixture: string): Analysis =>
  JSON.parse(readFileSync(join(REPO, "fixtures", fixture, "expected/analysis.json"), "utf8")) as Analysis;

const jobsOf = (fixture: string) =>
  read(fixture).jobs.map(({ name, system, queue, process }) => `${name} ${system} ${queue} -> ${process}`);
const schedulesOf = (fixture: string) =>
  read(fixture).schedules.map(({ name, when, runs, process }) => `${name} ${when} ${runs} -> ${process}`);

describe("by expectation", () => {
  it("Resque 2: @queue, self.queue, inherited perform, wildcard and pool workers, resque-scheduler", () => {
    expect(jobsOf("rails-resque")).toEqual([
      "CountAlbums resque low -> worker",
      "PrunePreviews resque thumbnails -> pool",
      "RefreshFeed resque critical -> worker",
      "ResizeImage resque images -> images",
      "TagJob active-job images -> images",
      "Transcode resque videos -> pool",
    ]);
    expect(schedulesOf("rails-resque")).toEqual([
      "RefreshFeed */15 * * * * Asia/Tokyo RefreshFeed -> scheduler",
      "count_albums every 30m CountAlbums -> scheduler",
      "prune_previews 0 4 * * * PrunePreviews -> scheduler",
    ]);
  });

  it("Que 2: plain `que` serves the default queue alone, and a queue may have no worker", () => {
    expect(jobsOf("rails-que")).toEqual([
      "Orphan que nobody_serves_this -> null",
      "PressApples que default -> worker",
      "Report que reports -> reports",
      "WeighJob active-job exports -> reports",
      "YearlyReport que reports -> reports",
    ]);
  });

  it("GoodJob 3: numbered, ordered and excluded queues, cron of the configuration", () => {
    expect(jobsOf("rails-good-job")).toEqual([
      "ActionMailer::MailDeliveryJob active-job mailers -> worker",
      "BlastReportJob active-job exports -> worker",
      "Cleanup::SweepJob active-job low -> rest",
    ]);
    expect(schedulesOf("rails-good-job")).toEqual([
      "blast_report 0 6 * * 1-5 Europe/Paris BlastReportJob -> rest",
      "sweep every 15 minutes Cleanup::SweepJob -> rest",
    ]);
  });

  it("Solid Queue of Rails 8: workers by queue.yml, prefixes, entries of recurring.yml for production", () => {
    expect(jobsOf("rails-solid-queue")).toEqual([
      "ImportShipsJob active-job imports_low -> worker",
      "LightLampsJob active-job real_time -> worker",
      "StrayJob active-job nobody -> null",
      "TidyJob active-job background -> worker",
    ]);
    expect(schedulesOf("rails-solid-queue")).toEqual([
      "clear_old every hour at minute 12 SolidQueue::Job.clear_finished_in_batches -> worker",
      "light_lamps at 5pm every day LightLampsJob -> worker",
    ]);
  });
});
