export declare function pack(): {
  tarball: string;
  files: string[];
  bytes: number;
  remove: () => void;
};
