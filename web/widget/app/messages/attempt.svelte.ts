// An answer on its way to the server, which may fail and be given again.

export class Attempt {
  isRunning = $state(false);
  hasFailed = $state(false);

  async run(action: () => Promise<void>): Promise<void> {
    this.isRunning = true;
    this.hasFailed = false;
    try {
      await action();
    } catch {
      this.hasFailed = true;
    } finally {
      this.isRunning = false;
    }
  }
}
