export declare function chromium(): { executablePath: string; args: string[] };
